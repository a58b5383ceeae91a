// name: paper_papers
// doc: Papers near some papers: citations, shared authors, references, citing papers and topics.
// access: read
// param egos: list<string> -- ids of the egos, each a paper
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param reach: integer -- most nodes followed from one ego by one relation, the most telling first; what lies beyond comes without neighbours
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. Citation: evidence and neighbour are the paper that cites or is cited; shared_authors: evidence is an author, neighbours the author’s other papers; coupling: evidence is a reference, neighbours the papers that cite it too; cocitation: evidence is a citing paper, neighbours what else it cites; shared_topic: evidence is a topic, neighbours other papers about it
// cost: the citations of one paper; and its authors, references, citing papers and topics times their papers, as far as $reach goes
// example: {"egos": ["openalex:W2048185449"], "since": 2000, "until": 9999, "reach": 60, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Paper {id: ego})
CALL (node) {
  CALL (node) {
    MATCH (node)-[:CITES]->(paper:Paper)
    WHERE $since <= coalesce(node.year, 0) <= $until
    RETURN paper, node.year AS year
    UNION ALL
    MATCH (node)<-[:CITES]-(paper:Paper)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    RETURN paper, paper.year AS year
  }
  RETURN 'citation' AS relation, year, paper.authors_count AS size, 1.0 AS role,
    [paper.id] AS evidence, [paper.id] AS neighbours
  UNION ALL
  MATCH (node)<-[:AUTHORED]-(person:Person)
  WITH person.id AS id, null AS mine, COUNT { (person)-[:AUTHORED]->() } AS degree
  ORDER BY degree, id
  WITH collect([id, mine, degree]) AS ends
  WITH ends, reduce(so_far = [0, 0], each IN ends | CASE
      WHEN so_far[0] + each[2] <= $reach THEN [so_far[0] + each[2], so_far[1] + 1]
      ELSE [$reach, so_far[1]]
    END)[1] AS near
  CALL (ends, near) {
    UNWIND ends[0..near] AS each
    WITH each[0] AS id, each[1] AS mine, each[2] AS degree
    MATCH (:Person {id: id})-[:AUTHORED]->(paper:Paper)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    RETURN id, degree, paper.year AS year, collect(paper.id) AS found
    UNION ALL
    UNWIND ends[near..size(ends)] AS each
    RETURN each[0] AS id, each[2] AS degree, null AS year, [] AS found
  }
  RETURN 'shared_authors' AS relation, year, degree AS size, 1.0 AS role, [id] AS evidence,
    found AS neighbours
  UNION ALL
  MATCH (node)-[:CITES]->(cited:Paper)
  WITH cited.id AS id, null AS mine, COUNT { (cited)<-[:CITES]-() } AS degree
  ORDER BY degree, id
  WITH collect([id, mine, degree]) AS ends
  WITH ends, reduce(so_far = [0, 0], each IN ends | CASE
      WHEN so_far[0] + each[2] <= $reach THEN [so_far[0] + each[2], so_far[1] + 1]
      ELSE [$reach, so_far[1]]
    END)[1] AS near
  CALL (ends, near) {
    UNWIND ends[0..near] AS each
    WITH each[0] AS id, each[1] AS mine, each[2] AS degree
    MATCH (:Paper {id: id})<-[:CITES]-(paper:Paper)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    RETURN id, degree, paper.year AS year, collect(paper.id) AS found
    UNION ALL
    UNWIND ends[near..size(ends)] AS each
    RETURN each[0] AS id, each[2] AS degree, null AS year, [] AS found
  }
  RETURN 'coupling' AS relation, year, degree AS size, 1.0 AS role, [id] AS evidence,
    found AS neighbours
  UNION ALL
  MATCH (node)<-[:CITES]-(citing:Paper)
  WHERE $since <= coalesce(citing.year, 0) <= $until
  WITH citing.id AS id, citing.year AS mine, COUNT { (citing)-[:CITES]->() } AS degree
  // One that alone exceeds the reach stands last, and keeps no other from being followed.
  ORDER BY CASE WHEN degree > $reach THEN 1 ELSE 0 END, coalesce(mine, 0) DESC, degree, id
  WITH collect([id, mine, degree]) AS ends
  WITH ends, reduce(so_far = [0, 0], each IN ends | CASE
      WHEN so_far[0] + each[2] <= $reach THEN [so_far[0] + each[2], so_far[1] + 1]
      ELSE [$reach, so_far[1]]
    END)[1] AS near
  CALL (ends, near) {
    UNWIND ends[0..near] AS each
    WITH each[0] AS id, each[1] AS mine, each[2] AS degree
    MATCH (:Paper {id: id})-[:CITES]->(paper:Paper)
    RETURN id, degree, mine AS year, collect(paper.id) AS found
    UNION ALL
    UNWIND ends[near..size(ends)] AS each
    RETURN each[0] AS id, each[2] AS degree, null AS year, [] AS found
  }
  RETURN 'cocitation' AS relation, year, degree AS size, 1.0 AS role, [id] AS evidence,
    found AS neighbours
  UNION ALL
  MATCH (node)-[:ABOUT]->(topic:Topic)
  WITH topic.id AS id, null AS mine, COUNT { (topic)<-[:ABOUT]-() } AS degree
  ORDER BY degree, id
  WITH collect([id, mine, degree]) AS ends
  WITH ends, reduce(so_far = [0, 0], each IN ends | CASE
      WHEN so_far[0] + each[2] <= $reach THEN [so_far[0] + each[2], so_far[1] + 1]
      ELSE [$reach, so_far[1]]
    END)[1] AS near
  CALL (ends, near) {
    UNWIND ends[0..near] AS each
    WITH each[0] AS id, each[1] AS mine, each[2] AS degree
    MATCH (:Topic {id: id})<-[:ABOUT]-(paper:Paper)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    RETURN id, degree, paper.year AS year, collect(paper.id) AS found
    UNION ALL
    UNWIND ends[near..size(ends)] AS each
    RETURN each[0] AS id, each[2] AS degree, null AS year, [] AS found
  }
  RETURN 'shared_topic' AS relation, year, degree AS size, 1.0 AS role, [id] AS evidence,
    found AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY CASE relation WHEN 'cocitation' THEN 2 WHEN 'citation' THEN 1 ELSE 0 END, ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
