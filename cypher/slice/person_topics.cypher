// name: person_topics
// doc: Topics of the papers of some people.
// access: read
// param egos: list<string> -- ids of the egos, each a person
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. About: evidence is a paper of theirs, neighbours a topic of it
// cost: the papers of one person times their topics, and a count per topic
// example: {"egos": ["openalex:A5068542997"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Person {id: ego})
CALL (node) {
  MATCH (node)-[:AUTHORED]->(paper:Paper)-[about:ABOUT]->(topic:Topic)
  WHERE $since <= coalesce(paper.year, 0) <= $until
  WITH topic, collect([paper.id, paper.year, about.score]) AS found
  WITH topic, found, COUNT { (topic)<-[:ABOUT]-() } AS degree
  RETURN 'about' AS relation, null AS year, degree AS size, null AS role, found AS evidence,
    [topic.id] AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
