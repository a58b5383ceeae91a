// name: evidence_person_paper_citations
// doc: Papers of one person that cite a paper, are cited by it, or both, each once, newest first.
// access: read
// param one: string -- id of the person
// param other: string -- id of the paper
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return citing: integer -- how many of these cite it
// return cited: integer -- how many of these are cited by it; one that does both counts here too
// return evidence: list<map> -- the first of these: id, title, year, authors, position and corresponding of the person, direction: cites, cited or both
// cost: the citations of one paper times their authors
// example: {"one": "openalex:A5068542997", "other": "openalex:W134224908", "limit": 2}
MATCH (:Person {id: $one})-[mine:AUTHORED]->(paper:Paper)
CALL (paper) {
  MATCH (paper)-[:CITES]->(:Paper {id: $other})
  RETURN true AS outward
  UNION ALL
  MATCH (paper)<-[:CITES]-(:Paper {id: $other})
  RETURN false AS outward
}
WITH paper, mine, collect(outward) AS ways
WITH paper, mine, true IN ways AS cites, false IN ways AS is_cited
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  sum(CASE WHEN cites THEN 1 ELSE 0 END) AS citing,
  sum(CASE WHEN is_cited THEN 1 ELSE 0 END) AS cited,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    position: mine.position, corresponding: mine.corresponding,
    direction: CASE WHEN cites AND is_cited THEN 'both' WHEN cites THEN 'cites' ELSE 'cited' END
  }) AS found
RETURN total, first_year, last_year, citing, cited, found[..$limit] AS evidence
