// name: person_institutions
// doc: Institutions that the papers of some people name for them or for their co-authors.
// access: read
// param egos: list<string> -- ids of the egos, each a person
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. Affiliation: evidence is a paper that names the institution for them; coauthor_affiliation: for a co-author
// cost: the papers of one person times their authors
// example: {"egos": ["openalex:A5068542997"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Person {id: ego})
CALL (node) {
  MATCH (node)-[at:AUTHORED]->(paper:Paper)
  WHERE $since <= coalesce(paper.year, 0) <= $until
  UNWIND at.institution_ids AS institution_id
  WITH DISTINCT institution_id, paper
  WITH institution_id, collect([paper.id, paper.year, 1.0]) AS found
  MATCH (place:Institution {id: institution_id})
  WITH place, found, COUNT { (place)<-[:AFFILIATED_WITH]-() } AS degree
  RETURN 'affiliation' AS relation, null AS year, degree AS size, null AS role, found AS evidence,
    [place.id] AS neighbours
  UNION ALL
  MATCH (node)-[:AUTHORED]->(paper:Paper)<-[at:AUTHORED]-(other:Person)
  WHERE $since <= coalesce(paper.year, 0) <= $until AND other.id <> node.id
  UNWIND at.institution_ids AS institution_id
  WITH DISTINCT institution_id, paper
  WITH institution_id, collect([paper.id, paper.year, 1.0]) AS found
  MATCH (place:Institution {id: institution_id})
  WITH place, found, COUNT { (place)<-[:AFFILIATED_WITH]-() } AS degree
  RETURN 'coauthor_affiliation' AS relation, null AS year, degree AS size, null AS role, found AS evidence,
    [place.id] AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
