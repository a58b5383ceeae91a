// name: institution_partners
// doc: Institutions that share papers with one institution, most papers first.
// access: read
// param id: string -- id of the institution
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of people of the neighbour, 1.0] per shared paper
// cost: the papers of one institution times their institutions
// example: {"id": "openalex:I159129438", "limit": 3}
MATCH (:Institution {id: $id})<-[:AFFILIATED_WITH]-(:Person)-[authored:AUTHORED]->(paper:Paper)
WHERE $id IN authored.institution_ids
WITH DISTINCT paper
UNWIND paper.institution_ids AS other_id
WITH DISTINCT paper, other_id
WHERE other_id <> $id
MATCH (other:Institution {id: other_id})
WITH other, collect([paper.id, paper.year]) AS found
WITH other, found, COUNT { (other)<-[:AFFILIATED_WITH]-(:Person) } AS degree
RETURN other.id AS id, [f IN found | [f[0], f[1], degree, 1.0]] AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
