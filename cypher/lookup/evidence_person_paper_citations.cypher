// name: evidence_person_paper_citations
// doc: Papers of one person that cite a paper or are cited by it, newest first.
// access: read
// param one: string -- id of the person
// param other: string -- id of the paper
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors, position and corresponding of the person, outward where it cites the other paper
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
WITH paper, mine, outward
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id, outward
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    position: mine.position, corresponding: mine.corresponding, outward: outward
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
