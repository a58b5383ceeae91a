// name: evidence_shared_references
// doc: Papers that two papers both cite, newest first.
// access: read
// param one: string -- id of one paper
// param other: string -- id of the other paper
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers that both cite
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors
// cost: the references of one paper times the citations of those
// example: {"one": "openalex:W134224908", "other": "openalex:W1485792508", "limit": 2}
MATCH (:Paper {id: $one})-[:CITES]->(paper:Paper)
WHERE EXISTS { MATCH (:Paper {id: $other})-[:CITES]->(paper) }
WITH paper
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
