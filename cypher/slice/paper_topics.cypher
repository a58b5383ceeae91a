// name: paper_topics
// doc: What some papers are about.
// access: read
// param egos: list<string> -- ids of the egos, each a paper
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. About: evidence is the paper, neighbour the topic
// cost: the topics of one paper
// example: {"egos": ["openalex:W2048185449"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Paper {id: ego})
CALL (node) {
  MATCH (node)-[about:ABOUT]->(topic:Topic)
  WHERE $since <= coalesce(node.year, 0) <= $until
  RETURN 'about' AS relation, node.year AS year, COUNT { (topic)<-[:ABOUT]-() } AS size,
    about.score AS role, [node.id] AS evidence, [topic.id] AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
