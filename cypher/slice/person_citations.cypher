// name: person_citations
// doc: People whose papers cite those of one person or are cited by them, most citations first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [their paper id, year of the citing paper, number of its authors, 1.0] per citation
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
MATCH (paper)<-[:AUTHORED]-(other:Person)
WHERE NOT EXISTS { MATCH (:Person {id: $id})-[:AUTHORED]->(paper) }
RETURN other.id AS id,
  collect([paper.id, year, paper.authors_count, 1.0]) AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
