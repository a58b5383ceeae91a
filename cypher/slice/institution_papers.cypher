// name: institution_papers
// doc: Papers of the people of one institution that name it for them, newest first.
// access: read
// param id: string -- id of the institution
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of authors, 1.0] per paper: itself
// cost: the people of one institution times their papers
// example: {"id": "openalex:I159129438", "limit": 3}
MATCH (:Institution {id: $id})<-[:AFFILIATED_WITH]-(:Person)-[authored:AUTHORED]->(paper:Paper)
WHERE $id IN authored.institution_ids
WITH DISTINCT paper
RETURN paper.id AS id, [[paper.id, paper.year, paper.authors_count, 1.0]] AS evidence
ORDER BY coalesce(paper.year, 0) DESC, id
LIMIT $limit
