// name: edges_coauthored
// doc: Papers that the shown people wrote together, pair by pair.
// access: read
// param people: list<string> -- ids of the shown people
// param limit: integer -- most rows returned
// return source: string -- id of the edge's source
// return target: string -- id of its target
// return evidence: list<list<any>> -- one [paper id, year, number of authors] per shared paper
// cost: the papers of the shown people times their authors
// example: {"people": ["openalex:A5068542997", "openalex:A5074283997"], "limit": 3}
UNWIND $people AS person_id
MATCH (person:Person {id: person_id})-[:AUTHORED]->(paper:Paper)<-[:AUTHORED]-(other:Person)
WHERE person.id < other.id AND other.id IN $people
RETURN person.id AS source, other.id AS target,
  collect([paper.id, paper.year, paper.authors_count]) AS evidence
ORDER BY source, target
LIMIT $limit
