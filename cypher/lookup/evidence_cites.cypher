// name: evidence_cites
// doc: Citations between two papers, either way.
// access: read
// param one: string -- id of one paper
// param other: string -- id of the other paper
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- citations
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year and authors of the citing paper, outward where it is the one, cited_id, cited_title, cited_year
// cost: the references of two papers
// example: {"one": "openalex:W134224908", "other": "openalex:W1485792508", "limit": 2}
CALL () {
  MATCH (paper:Paper {id: $one})-[:CITES]->(cited:Paper {id: $other})
  RETURN paper, cited, true AS outward
  UNION ALL
  MATCH (paper:Paper {id: $other})-[:CITES]->(cited:Paper {id: $one})
  RETURN paper, cited, false AS outward
}
WITH paper, cited, outward
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    outward: outward, cited_id: cited.id, cited_title: cited.title, cited_year: cited.year
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
