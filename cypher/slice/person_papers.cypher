// name: person_papers
// doc: Papers of some people with all their authors, and the papers those cite or are cited by.
// access: read
// param egos: list<string> -- ids of the egos, each a person
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. Own: a paper of theirs, of any year, evidence is its id, neighbours its authors; cited: a paper that cites some of theirs or is cited by them, evidence is its id and then the ids of theirs, neighbours its authors
// cost: the papers of one person times their authors, and times their citations times the authors of those
// example: {"egos": ["openalex:A5068542997"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Person {id: ego})
CALL (node) {
  MATCH (node)-[:AUTHORED]->(paper:Paper)
  MATCH (paper)<-[:AUTHORED]-(person:Person)
  RETURN 'own' AS relation, paper.year AS year, paper.authors_count AS size, 1.0 AS role,
    [paper.id] AS evidence, collect(person.id) AS neighbours
  UNION ALL
  MATCH (node)-[:AUTHORED]->(own:Paper)
  CALL (own) {
    MATCH (own)-[:CITES]->(paper:Paper)
    WHERE $since <= coalesce(own.year, 0) <= $until
    RETURN paper, own.year AS year
    UNION ALL
    MATCH (own)<-[:CITES]-(paper:Paper)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    RETURN paper, paper.year AS year
  }
  WITH paper, year, collect(own.id) AS owns
  MATCH (paper)<-[:AUTHORED]-(person:Person)
  RETURN 'cited' AS relation, year, paper.authors_count AS size, 1.0 AS role,
    [paper.id] + owns AS evidence, collect(person.id) AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY CASE relation WHEN 'own' THEN 0 ELSE 1 END, ego, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
