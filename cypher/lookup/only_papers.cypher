// name: only_papers
// doc: Papers that one person wrote without another, newest first.
// access: read
// param one: string -- id of the person whose they are
// param other: string -- id of the other person
// param limit: integer -- most given; callers ask for one more than they show
// rows: one
// return total: integer -- all of these
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors
// cost: the papers of both people
// example: {"one": "openalex:A5068542997", "other": "openalex:A5074283997", "limit": 2}
CALL () {
  MATCH (:Person {id: $one})-[:AUTHORED]->(paper:Paper)
  RETURN paper, 0 AS theirs
  UNION ALL
  MATCH (:Person {id: $other})-[:AUTHORED]->(paper:Paper)
  RETURN paper, 1 AS theirs
}
WITH paper, sum(theirs) AS theirs
WHERE theirs = 0
WITH paper
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
