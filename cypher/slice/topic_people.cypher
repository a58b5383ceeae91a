// name: topic_people
// doc: Authors of the papers about some topics.
// access: read
// param egos: list<string> -- ids of the egos, each a topic
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. About: evidence is a paper, neighbours its authors
// cost: the papers about one topic times their authors
// example: {"egos": ["openalex:T11937"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Topic {id: ego})
CALL (node) {
  MATCH (node)<-[about:ABOUT]-(paper:Paper)<-[:AUTHORED]-(person:Person)
  WHERE $since <= coalesce(paper.year, 0) <= $until
  RETURN 'about' AS relation, paper.year AS year, paper.authors_count AS size,
    about.score AS role, [paper.id] AS evidence, collect(person.id) AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
