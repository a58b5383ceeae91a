// name: evidence_affiliated
// doc: Papers that place a person at an institution, newest first.
// access: read
// param one: string -- id of the person
// param other: string -- id of the institution
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers that say so
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors, position, corresponding
// cost: the papers of one person
// example: {"one": "openalex:A5068542997", "other": "openalex:I159129438", "limit": 2}
MATCH (:Person {id: $one})-[mine:AUTHORED]->(paper:Paper)
WHERE $other IN mine.institution_ids
WITH paper, mine
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    position: mine.position, corresponding: mine.corresponding
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
