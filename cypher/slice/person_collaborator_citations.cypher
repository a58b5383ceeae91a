// name: person_collaborator_citations
// doc: Papers of co-authors, without the person, that cite or are cited by papers of one person.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [own paper id, year of the citing paper, number of authors of the neighbour, 1.0] per citation
// cost: the papers of one person times their citations times the authors of those
// example: {"id": "openalex:A5068542997", "limit": 3}
MATCH (ego:Person {id: $id})-[:AUTHORED]->(own:Paper)
CALL (own) {
  MATCH (own)-[:CITES]->(paper:Paper)
  RETURN paper, own.year AS year
  UNION ALL
  MATCH (own)<-[:CITES]-(paper:Paper)
  RETURN paper, paper.year AS year
}
WITH own, paper, year
WHERE NOT EXISTS { MATCH (:Person {id: $id})-[:AUTHORED]->(paper) }
  AND EXISTS {
    MATCH (paper)<-[:AUTHORED]-(:Person)-[:AUTHORED]->(:Paper)<-[:AUTHORED]-(:Person {id: $id})
  }
RETURN paper.id AS id,
  collect([own.id, year, paper.authors_count, 1.0]) AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
