// name: paper_people
// doc: Authors of some papers, and authors of the papers those cite or are cited by.
// access: read
// param egos: list<string> -- ids of the egos, each a paper
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. Authorship: evidence is the paper, neighbours its authors; cited_authorship: evidence is the paper that cites or is cited, neighbours its authors
// cost: the citations of one paper times their authors
// example: {"egos": ["openalex:W2048185449"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Paper {id: ego})
CALL (node) {
  MATCH (node)<-[:AUTHORED]-(person:Person)
  WHERE $since <= coalesce(node.year, 0) <= $until
  RETURN 'authorship' AS relation, node.year AS year, node.authors_count AS size, 1.0 AS role,
    [node.id] AS evidence, collect(person.id) AS neighbours
  UNION ALL
  CALL (node) {
    MATCH (node)-[:CITES]->(paper:Paper)
    WHERE $since <= coalesce(node.year, 0) <= $until
    RETURN paper, node.year AS year
    UNION ALL
    MATCH (node)<-[:CITES]-(paper:Paper)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    RETURN paper, paper.year AS year
  }
  MATCH (paper)<-[:AUTHORED]-(person:Person)
  RETURN 'cited_authorship' AS relation, year, paper.authors_count AS size, 1.0 AS role,
    [paper.id] AS evidence, collect(person.id) AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
