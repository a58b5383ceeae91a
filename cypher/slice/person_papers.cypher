// name: person_papers
// doc: Papers of one person, newest first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of authors, 1.0] per paper: itself
// cost: one index seek, then the papers of one person
// example: {"id": "openalex:A5068542997", "limit": 3}
MATCH (:Person {id: $id})-[:AUTHORED]->(paper:Paper)
RETURN paper.id AS id,
  [[paper.id, paper.year, paper.authors_count, 1.0]] AS evidence
ORDER BY coalesce(paper.year, 0) DESC, id
LIMIT $limit
