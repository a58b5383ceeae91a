// name: person_institutions
// doc: Institutions that the papers of one person name for them, most papers first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of people of the institution, 1.0] per paper that says it
// cost: the papers of one person times the institutions on them
// example: {"id": "openalex:A5068542997", "limit": 3}
MATCH (:Person {id: $id})-[authored:AUTHORED]->(paper:Paper)
UNWIND authored.institution_ids AS institution_id
WITH paper, institution_id
MATCH (institution:Institution {id: institution_id})
WITH institution, collect(DISTINCT [paper.id, paper.year]) AS found
WITH institution, found, COUNT { (institution)<-[:AFFILIATED_WITH]-(:Person) } AS degree
RETURN institution.id AS id, [f IN found | [f[0], f[1], degree, 1.0]] AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
