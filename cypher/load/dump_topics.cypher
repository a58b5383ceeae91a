// name: dump_topics
// doc: All that is stored of the topics, page by page. No sort before the first LIMIT: ArcadeDB would pass over all of them; as it is, both engines go along the index of ids.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most nodes of one page
// return id: string -- id of the node
// return properties: map -- all its properties, the id among them
// cost: a range of the index of ids, as long as the page
// see: upsert_topics
// example: {"after": "", "limit": 2}
MATCH (node:Topic)
WHERE node.id > $after
WITH node
LIMIT $limit
RETURN node.id AS id, properties(node) AS properties
ORDER BY id
LIMIT $limit
