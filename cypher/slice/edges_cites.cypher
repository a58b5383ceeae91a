// name: edges_cites
// doc: Which of the shown papers cite one another.
// access: read
// param papers: list<string> -- ids of the shown papers
// param limit: integer -- most rows returned
// return source: string -- id of the edge's source
// return target: string -- id of its target
// return evidence: list<list<any>> -- one [citing paper id, its year, null]
// cost: the shown papers times their references
// example: {"papers": ["openalex:W134224908", "openalex:W1485792508"], "limit": 3}
UNWIND $papers AS paper_id
MATCH (paper:Paper {id: paper_id})-[:CITES]->(cited:Paper)
WHERE cited.id IN $papers
RETURN paper.id AS source, cited.id AS target, [[paper.id, paper.year, null]] AS evidence
ORDER BY source, target
LIMIT $limit
