// name: shared_institution_papers
// doc: Papers of some people that place them at some institutions.
// access: read
// param people: list<string> -- ids of people
// param institutions: list<string> -- ids of institutions
// param limit: integer -- most rows returned
// return person: string -- id of the person
// return papers: list<list<any>> -- [institution id, year, paper id]
// cost: the papers of these people
// example: {"people": ["openalex:A5068542997"], "institutions": ["openalex:I159129438"], "limit": 3}
UNWIND $people AS person_id
MATCH (person:Person {id: person_id})-[authored:AUTHORED]->(paper:Paper)
UNWIND authored.institution_ids AS institution_id
WITH person, paper, institution_id
WHERE institution_id IN $institutions
RETURN person.id AS person, collect([institution_id, paper.year, paper.id]) AS papers
ORDER BY person
LIMIT $limit
