// name: only_coauthors
// doc: People who wrote with one person and never with another, most papers first.
// access: read
// param one: string -- id of the person whose they are
// param other: string -- id of the other person
// param authors: integer -- papers with more authors are passed over
// param limit: integer -- most given; callers ask for one more than they show
// rows: one
// return total: integer -- all of these
// return evidence: list<map> -- the first of these: id, name, identity, papers, first_year, last_year and newest paper with the one
// cost: the papers of both people times their authors
// example: {"one": "openalex:A5068542997", "other": "openalex:A5074283997", "authors": 50, "limit": 2}
CALL () {
  MATCH (:Person {id: $one})-[:AUTHORED]->(paper:Paper)
  WHERE paper.authors_count <= $authors
  WITH paper
  MATCH (paper)<-[:AUTHORED]-(person:Person)
  RETURN person, paper, null AS theirs
  UNION ALL
  MATCH (:Person {id: $other})-[:AUTHORED]->(theirs:Paper)
  WHERE theirs.authors_count <= $authors
  WITH theirs
  MATCH (theirs)<-[:AUTHORED]-(person:Person)
  RETURN person, null AS paper, theirs
}
WITH person, paper, theirs
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.id, theirs.id)
WITH person, count(paper) AS papers, min(paper.year) AS first_year,
  max(paper.year) AS last_year, count(theirs) AS other_papers, head(collect(paper)) AS newest
WHERE papers > 0 AND other_papers = 0 AND NOT person.id IN [$one, $other]
WITH *
ORDER BY papers DESC, coalesce(last_year, 0) DESC, person.id
WITH count(*) AS total,
  collect({
    id: person.id, name: person.name, identity: person.identity,
    papers: papers, first_year: first_year, last_year: last_year,
    newest: {id: newest.id, title: newest.title, year: newest.year}
  }) AS found
RETURN total, found[..$limit] AS evidence
