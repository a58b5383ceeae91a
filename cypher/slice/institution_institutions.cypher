// name: institution_institutions
// doc: Institutions that share papers with some institutions, and those they are part of or consist of.
// access: read
// param egos: list<string> -- ids of the egos, each a institution
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. Shared_papers: evidence is a paper by people of both, neighbour the other institution; part_of: evidence and neighbour are the institution above or below
// cost: the papers of one institution times their authors, then what it is part of and its parts
// example: {"egos": ["openalex:I136199984"], "since": 2000, "until": 9999, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Institution {id: ego})
CALL (node) {
  // Labels are left out where a kind of edge has one kind of end: each costs one look per row.
  MATCH (node)<-[:AFFILIATED_WITH]-(person)-[at:AUTHORED]->(paper)
  WHERE node.id IN at.institution_ids AND $since <= coalesce(paper.year, 0) <= $until
  WITH DISTINCT node, paper
  MATCH (paper)<-[other:AUTHORED]-()
  UNWIND other.institution_ids AS institution_id
  WITH DISTINCT institution_id, paper, node
  WHERE institution_id <> node.id
  WITH institution_id, collect([paper.id, paper.year, 1.0]) AS found
  MATCH (place:Institution {id: institution_id})
  WITH place, found, COUNT { (place)<-[:AFFILIATED_WITH]-() } AS degree
  RETURN 'shared_papers' AS relation, null AS year, degree AS size, null AS role, found AS evidence,
    [place.id] AS neighbours
  UNION ALL
  MATCH (node)-[:PART_OF]->(place:Institution)
  RETURN 'part_of' AS relation, null AS year, null AS size, 1.0 AS role, [place.id] AS evidence,
    [place.id] AS neighbours
  UNION ALL
  MATCH (node)<-[:PART_OF]-(place:Institution)
  RETURN 'part_of' AS relation, null AS year, null AS size, 1.0 AS role, [place.id] AS evidence,
    [place.id] AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
