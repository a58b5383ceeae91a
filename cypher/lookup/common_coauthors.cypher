// name: common_coauthors
// doc: People who wrote with both of two people, most papers first.
// access: read
// param one: string -- id of one person
// param other: string -- id of the other person
// param authors: integer -- papers with more authors are passed over
// param limit: integer -- most people given; callers ask for one more than they show
// rows: one
// return total: integer -- people in common
// return evidence: list<map> -- the first of these: id, name, identity, papers, first_year, last_year and newest paper with the one, the same with the other
// cost: the papers of both people times their authors
// example: {"one": "openalex:A5068542997", "other": "openalex:A5074283997", "authors": 50, "limit": 2}
CALL () {
  MATCH (:Person {id: $one})-[:AUTHORED]->(paper:Paper)
  WHERE paper.authors_count <= $authors
  WITH paper
  MATCH (paper)<-[:AUTHORED]-(person:Person)
  RETURN person, paper, null AS theirs
  UNION ALL
  MATCH (:Person {id: $other})-[:AUTHORED]->(paper:Paper)
  WHERE paper.authors_count <= $authors
  WITH paper
  MATCH (paper)<-[:AUTHORED]-(person:Person)
  RETURN person, null AS paper, paper AS theirs
}
WITH person, paper, theirs
ORDER BY coalesce(paper.year, theirs.year, 0) DESC, coalesce(paper.id, theirs.id)
WITH person, count(paper) AS papers, min(paper.year) AS first_year,
  max(paper.year) AS last_year, count(theirs) AS other_papers,
  min(theirs.year) AS other_first_year, max(theirs.year) AS other_last_year,
  head(collect(paper)) AS newest, head(collect(theirs)) AS other_newest
WHERE papers > 0 AND other_papers > 0 AND NOT person.id IN [$one, $other]
WITH *
ORDER BY CASE WHEN papers < other_papers THEN papers ELSE other_papers END DESC,
  papers + other_papers DESC, person.id
WITH count(*) AS total,
  collect({
    id: person.id, name: person.name, identity: person.identity,
    papers: papers, first_year: first_year, last_year: last_year,
    other_first_year: other_first_year, other_last_year: other_last_year,
    other_papers: other_papers,
    newest: {id: newest.id, title: newest.title, year: newest.year},
    other_newest: {id: other_newest.id, title: other_newest.title, year: other_newest.year}
  }) AS found
RETURN total, found[..$limit] AS evidence
