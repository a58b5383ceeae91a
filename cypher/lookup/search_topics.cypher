// name: search_topics
// doc: Topics whose name holds all the words: the closest first, then the most connected.
// access: read
// param query: string -- words in Lucene's syntax, folded and escaped by the caller
// param folded: string -- the reader's words, folded; they decide the place
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- the node's id
// return label: string -- its name
// return place: integer -- 0 where the label equals the words, 1 where it holds them side by side, 2 where it starts with them, else 3
// return size: integer -- papers about it
// return level: string -- topic, subfield, field, domain, term or level-2 concept
// return source: string -- who says so; derived where a method of ours found it
// cost: the full-text index, then one count per hit
// example: {"query": "sciento*", "folded": "sciento", "limit": 5}
CALL db.index.fulltext.queryNodes('Topic[folded]', $query) YIELD node
WITH node, COUNT { (node)<-[:ABOUT]-(:Paper) } AS size,
  CASE
    WHEN node.folded = $folded THEN 0
    WHEN ' ' + node.folded + ' ' CONTAINS ' ' + $folded + ' ' THEN 1
    WHEN node.folded STARTS WITH $folded THEN 2
    ELSE 3
  END AS place
RETURN node.id AS id, node.name AS label, place, size,
  node.level AS level, node.source AS source
ORDER BY place, size DESC, label, id
LIMIT $limit
