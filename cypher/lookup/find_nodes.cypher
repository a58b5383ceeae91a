// name: find_nodes
// doc: Which of these ids are nodes, of which kind.
// access: read
// param ids: list<string> -- ids to look for
// param limit: integer -- most rows returned
// return id: string -- the node's id
// return kind: string -- paper, person, topic or institution
// return label: string -- its title or name
// cost: four index seeks per id
// example: {"ids": ["openalex:A5023888391", "openalex:T10102", "openalex:A0"], "limit": 10}
CALL () {
  UNWIND $ids AS wanted
  MATCH (n:Person {id: wanted})
  RETURN n.id AS id, 'person' AS kind, n.name AS label
  UNION
  UNWIND $ids AS wanted
  MATCH (n:Paper {id: wanted})
  RETURN n.id AS id, 'paper' AS kind, n.title AS label
  UNION
  UNWIND $ids AS wanted
  MATCH (n:Topic {id: wanted})
  RETURN n.id AS id, 'topic' AS kind, n.name AS label
  UNION
  UNWIND $ids AS wanted
  MATCH (n:Institution {id: wanted})
  RETURN n.id AS id, 'institution' AS kind, n.name AS label
}
RETURN id, kind, label
ORDER BY id, kind
LIMIT $limit
