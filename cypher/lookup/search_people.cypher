// name: search_people
// doc: People whose name holds all the words: the closest first, then the most connected.
// access: read
// param query: string -- words in Lucene's syntax, folded and escaped by the caller
// param folded: string -- the reader's words, folded; they decide the place
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- the node's id
// return label: string -- its name
// return place: integer -- 0 where the label equals the words, 1 where it holds them side by side, 2 where it starts with them, else 3
// return size: integer -- papers of the person
// return identity: string -- source, or name where people are told apart by name only
// return affiliation: string | null -- the institution the newest papers name
// cost: the full-text index, then one count per hit
// example: {"query": "vincent AND lariv*", "folded": "vincent lariv", "limit": 5}
CALL db.index.fulltext.queryNodes('Person[folded]', $query) YIELD node
WITH node, COUNT { (node)-[:AUTHORED]->(:Paper) } AS size,
  CASE
    WHEN node.folded = $folded THEN 0
    WHEN ' ' + node.folded + ' ' CONTAINS ' ' + $folded + ' ' THEN 1
    WHEN node.folded STARTS WITH $folded THEN 2
    ELSE 3
  END AS place
RETURN node.id AS id, node.name AS label, place, size,
  node.identity AS identity, head(COLLECT {
    MATCH (node)-[at:AFFILIATED_WITH]->(institution:Institution)
    RETURN institution.name
    ORDER BY at.last_year DESC, at.papers DESC, institution.id
    LIMIT 1
  }) AS affiliation
ORDER BY place, size DESC, label, id
LIMIT $limit
