// name: evidence_institutions_together
// doc: Papers that name both of two institutions, newest first.
// access: read
// param one: string -- id of one institution
// param other: string -- id of the other institution
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers together
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors
// cost: the people of both institutions times their papers
// example: {"one": "openalex:I159129438", "other": "openalex:I70931966", "limit": 2}
CALL () {
  MATCH (:Institution {id: $one})<-[:AFFILIATED_WITH]-(:Person)-[:AUTHORED]->(paper:Paper)
  RETURN paper
  UNION
  MATCH (:Institution {id: $other})<-[:AFFILIATED_WITH]-(:Person)-[:AUTHORED]->(paper:Paper)
  RETURN paper
}
WITH paper
WHERE $one IN paper.institution_ids AND $other IN paper.institution_ids
WITH paper
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
