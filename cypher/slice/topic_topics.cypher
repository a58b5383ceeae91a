// name: topic_topics
// doc: Topics on the same papers as some topics, and those they are part of or consist of.
// access: read
// param egos: list<string> -- ids of the egos, each a topic
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. Cooccurrence: evidence is a paper about both, neighbour the other topic; part_of: evidence and neighbour are the broader or narrower topic
// cost: the papers about one topic times their topics
// example: {"egos": ["openalex:T11937"], "since": 0, "until": 9999, "limit": 6}
UNWIND $egos AS ego
MATCH (node:Topic {id: ego})
CALL (node) {
  MATCH (node)<-[:ABOUT]-(paper:Paper)-[about:ABOUT]->(topic:Topic)
  WHERE $since <= coalesce(paper.year, 0) <= $until AND topic.id <> node.id
  WITH topic, collect([paper.id, paper.year, about.score]) AS found
  WITH topic, found, COUNT { (topic)<-[:ABOUT]-() } AS degree
  RETURN 'cooccurrence' AS relation, null AS year, degree AS size, null AS role, found AS evidence,
    [topic.id] AS neighbours
  UNION ALL
  MATCH (node)-[:PART_OF]->(topic:Topic)
  RETURN 'part_of' AS relation, null AS year, null AS size, 1.0 AS role, [topic.id] AS evidence,
    [topic.id] AS neighbours
  UNION ALL
  MATCH (node)<-[:PART_OF]-(topic:Topic)
  RETURN 'part_of' AS relation, null AS year, null AS size, 1.0 AS role, [topic.id] AS evidence,
    [topic.id] AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
