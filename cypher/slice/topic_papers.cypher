// name: topic_papers
// doc: Papers about some topics, and citations among them.
// access: read
// param egos: list<string> -- ids of the egos, each a topic
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. About: evidence and neighbour are the paper; citation: neighbour is a paper about the topic, evidence papers about it that cite it
// cost: the papers about one topic times their citations
// example: {"egos": ["openalex:T11937"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Topic {id: ego})
CALL (node) {
  MATCH (node)<-[about:ABOUT]-(paper:Paper)
  WHERE $since <= coalesce(paper.year, 0) <= $until
  RETURN 'about' AS relation, paper.year AS year, paper.authors_count AS size,
    about.score AS role, [paper.id] AS evidence, [paper.id] AS neighbours
  UNION ALL
  MATCH (node)<-[:ABOUT]-(citing:Paper)-[:CITES]->(paper:Paper)-[:ABOUT]->(node)
  WHERE $since <= coalesce(citing.year, 0) <= $until
  WITH paper, citing.year AS year, collect(citing.id) AS citing_ids
  RETURN 'citation' AS relation, year, paper.authors_count AS size, 1.0 * size(citing_ids) AS role,
    citing_ids AS evidence, [paper.id] AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
