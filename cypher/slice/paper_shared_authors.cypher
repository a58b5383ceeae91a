// name: paper_shared_authors
// doc: Other papers by the authors of one paper, most shared authors first.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [person id, year of the neighbour, number of papers of the person, 1.0] per shared author
// cost: the authors of one paper times their papers
// example: {"id": "openalex:W2048185449", "limit": 3}
MATCH (:Paper {id: $id})<-[:AUTHORED]-(person:Person)
WITH person, COUNT { (person)-[:AUTHORED]->(:Paper) } AS degree
MATCH (person)-[:AUTHORED]->(paper:Paper)
WHERE paper.id <> $id
RETURN paper.id AS id, collect([person.id, paper.year, degree, 1.0]) AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
