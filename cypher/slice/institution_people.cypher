// name: institution_people
// doc: People of one institution, most papers that say so first.
// access: read
// param id: string -- id of the institution
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of authors, 1.0] per paper that says it
// cost: the people of one institution times their papers
// example: {"id": "openalex:I159129438", "limit": 3}
MATCH (:Institution {id: $id})<-[:AFFILIATED_WITH]-(person:Person)-[authored:AUTHORED]->(paper:Paper)
WHERE $id IN authored.institution_ids
RETURN person.id AS id,
  collect([paper.id, paper.year, paper.authors_count, 1.0]) AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
