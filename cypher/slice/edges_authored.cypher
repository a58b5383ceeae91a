// name: edges_authored
// doc: Who of the shown people wrote which of the shown papers.
// access: read
// param people: list<string> -- ids of the shown people
// param papers: list<string> -- ids of the shown papers
// param limit: integer -- most rows returned
// return source: string -- id of the edge's source
// return target: string -- id of its target
// return evidence: list<list<any>> -- one [paper id, year, number of authors]
// cost: the shown papers times their authors
// example: {"people": ["openalex:A5068542997"], "papers": ["openalex:W2048185449"], "limit": 3}
UNWIND $papers AS paper_id
MATCH (paper:Paper {id: paper_id})<-[:AUTHORED]-(person:Person)
WHERE person.id IN $people
RETURN person.id AS source, paper.id AS target,
  [[paper.id, paper.year, paper.authors_count]] AS evidence
ORDER BY source, target
LIMIT $limit
