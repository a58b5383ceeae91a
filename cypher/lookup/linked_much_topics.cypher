// name: linked_much_topics
// doc: Among some topics, those with many links.
// access: read
// param least: integer -- links past which one counts
// param skip: integer -- topics passed over, in the engine's own order
// param page: integer -- topics looked at
// param limit: integer -- most rows returned
// return id: string -- id of the topic
// return size: integer -- papers about it
// cost: one pass over the topics before, and one count for each of the page
// example: {"least": 30, "skip": 0, "page": 100000, "limit": 4}
MATCH (node:Topic)
WITH node
SKIP $skip
LIMIT $page
WITH node.id AS id, COUNT { (node)<-[:ABOUT]-() } AS size
WHERE size > $least
RETURN id, size
ORDER BY size DESC, id
LIMIT $limit
