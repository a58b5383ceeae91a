// name: edges_affiliated
// doc: Which of the shown people the papers place at which of the shown institutions.
// access: read
// param people: list<string> -- ids of the shown people
// param institutions: list<string> -- ids of the shown institutions
// param limit: integer -- most rows returned
// return source: string -- id of the edge's source
// return target: string -- id of its target
// return evidence: list<list<any>> -- one [paper id, year, number of authors] per paper that says it
// cost: the papers of the shown people
// example: {"people": ["openalex:A5068542997"], "institutions": ["openalex:I159129438"], "limit": 3}
UNWIND $people AS person_id
MATCH (person:Person {id: person_id})-[authored:AUTHORED]->(paper:Paper)
UNWIND authored.institution_ids AS institution_id
WITH person, paper, institution_id
WHERE institution_id IN $institutions
RETURN person.id AS source, institution_id AS target,
  collect(DISTINCT [paper.id, paper.year, paper.authors_count]) AS evidence
ORDER BY source, target
LIMIT $limit
