// name: evidence_institutions_together
// doc: Papers by people of both of two institutions, as they say, newest first.
// access: read
// param one: string -- id of one institution
// param other: string -- id of the other institution
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers together
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors
// cost: the people of one institution times their papers times the authors of those
// example: {"one": "openalex:I159129438", "other": "openalex:I70931966", "limit": 2}
MATCH (:Institution {id: $one})<-[:AFFILIATED_WITH]-(:Person)-[at:AUTHORED]->(paper:Paper)
WHERE $one IN at.institution_ids
WITH DISTINCT paper
MATCH (paper)<-[at:AUTHORED]-(:Person)
WHERE $other IN at.institution_ids
WITH DISTINCT paper
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
