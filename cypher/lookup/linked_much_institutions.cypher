// name: linked_much_institutions
// doc: Among some institutions, those with many links.
// access: read
// param least: integer -- links past which one counts
// param skip: integer -- institutions passed over, in the engine's own order
// param page: integer -- institutions looked at
// param limit: integer -- most rows returned
// return id: string -- id of the institution
// return size: integer -- people of it
// cost: one pass over the institutions before, and one count for each of the page
// example: {"least": 4, "skip": 0, "page": 100000, "limit": 4}
MATCH (node:Institution)
WITH node
SKIP $skip
LIMIT $page
WITH node.id AS id, COUNT { (node)<-[:AFFILIATED_WITH]-() } AS size
WHERE size > $least
RETURN id, size
ORDER BY size DESC, id
LIMIT $limit
