// name: person_collaborators
// doc: People who share papers with one person, most shared papers first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of authors, 1.0] per shared paper
// cost: one index seek, then the papers of one person times their authors
// example: {"id": "openalex:A5068542997", "limit": 3}
MATCH (:Person {id: $id})-[:AUTHORED]->(paper:Paper)<-[:AUTHORED]-(other:Person)
WHERE other.id <> $id
RETURN other.id AS id,
  collect([paper.id, paper.year, paper.authors_count, 1.0]) AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
