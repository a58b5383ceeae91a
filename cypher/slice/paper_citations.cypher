// name: paper_citations
// doc: Papers that cite one paper or are cited by it.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year of the citing paper, number of authors of the neighbour, 1.0] per citation
// cost: the citations of one paper
// example: {"id": "openalex:W2048185449", "limit": 3}
MATCH (ego:Paper {id: $id})
CALL (ego) {
  MATCH (ego)-[:CITES]->(paper:Paper)
  RETURN paper, ego.year AS year
  UNION ALL
  MATCH (ego)<-[:CITES]-(paper:Paper)
  RETURN paper, paper.year AS year
}
WITH paper.id AS id, paper.authors_count AS authors, year
RETURN id, collect([id, year, authors, 1.0]) AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
