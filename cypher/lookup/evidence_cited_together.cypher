// name: evidence_cited_together
// doc: Papers that cite both of two papers, newest first.
// access: read
// param one: string -- id of one paper
// param other: string -- id of the other paper
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers that cite both
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors
// cost: the citations of one paper times the references of those
// example: {"one": "openalex:W1821688283", "other": "openalex:W2762566243", "limit": 2}
MATCH (:Paper {id: $one})<-[:CITES]-(paper:Paper)-[:CITES]->(:Paper {id: $other})
WITH paper
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
