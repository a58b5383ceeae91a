// name: evidence_coauthored
// doc: Papers that two people wrote together, newest first, and the place of each among the authors.
// access: read
// param one: string -- id of one person
// param other: string -- id of the other person
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers together
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors, position and corresponding of the one, other_position and other_corresponding of the other
// cost: the papers of both people
// example: {"one": "openalex:A5068542997", "other": "openalex:A5074283997", "limit": 2}
CALL () {
  MATCH (:Person {id: $one})-[mine:AUTHORED]->(paper:Paper)
  RETURN paper, mine, null AS theirs
  UNION ALL
  MATCH (:Person {id: $other})-[theirs:AUTHORED]->(paper:Paper)
  RETURN paper, null AS mine, theirs
}
WITH paper, head(collect(mine)) AS mine, head(collect(theirs)) AS theirs
WHERE mine IS NOT NULL AND theirs IS NOT NULL
WITH paper, mine, theirs
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    position: mine.position, corresponding: mine.corresponding,
    other_position: theirs.position, other_corresponding: theirs.corresponding
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
