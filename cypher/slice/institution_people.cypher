// name: institution_people
// doc: People whom papers place at some institutions.
// access: read
// param egos: list<string> -- ids of the egos, each a institution
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. Affiliation: evidence is a paper that says so, neighbours the people it says it of
// cost: the people of one institution times their papers
// example: {"egos": ["openalex:I159129438"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Institution {id: ego})
CALL (node) {
  MATCH (node)<-[:AFFILIATED_WITH]-(person:Person)-[at:AUTHORED]->(paper:Paper)
  WHERE node.id IN at.institution_ids AND $since <= coalesce(paper.year, 0) <= $until
  RETURN 'affiliation' AS relation, paper.year AS year, paper.authors_count AS size, 1.0 AS role,
    [paper.id] AS evidence, collect(person.id) AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
