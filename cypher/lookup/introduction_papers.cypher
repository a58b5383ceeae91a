// name: introduction_papers
// doc: What two people who wrote together wrote, for several pairs: how many papers, from when to when, and the newest.
// access: read
// param pairs: list<list<string>> -- the ids of two people each
// param authors: integer -- papers with more authors are passed over
// param papers: integer -- most papers given of one pair
// param limit: integer -- most rows returned: as many as pairs
// return one: string -- id of the first of the pair
// return other: string -- id of the second
// return total: integer -- papers together
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the newest of these: id, title, year, authors
// cost: the papers of these people
// see: introduction_ties
// example: {"pairs": [["openalex:A5068542997", "openalex:A5074283997"]], "authors": 50, "papers": 2, "limit": 1}
UNWIND $pairs AS pair
CALL (pair) {
  MATCH (:Person {id: pair[0]})-[:AUTHORED]->(paper:Paper)
  WHERE paper.authors_count <= $authors
  WITH pair, paper
  MATCH (paper)<-[:AUTHORED]-(:Person {id: pair[1]})
  WITH paper
  ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
  RETURN count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
    collect({
      id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count
    }) AS found
}
RETURN pair[0] AS one, pair[1] AS other, total, first_year, last_year, found[..$papers] AS evidence
ORDER BY one, other
LIMIT $limit
