// name: linked_much_people
// doc: Among some people, those with many links.
// access: read
// param least: integer -- links past which one counts
// param skip: integer -- people passed over, in the engine's own order
// param page: integer -- people looked at
// param limit: integer -- most rows returned
// return id: string -- id of the person
// return size: integer -- papers of theirs
// cost: one pass over the people before, and one count for each of the page
// example: {"least": 30, "skip": 0, "page": 100000, "limit": 4}
MATCH (node:Person)
WITH node
SKIP $skip
LIMIT $page
WITH node.id AS id, COUNT { (node)-[:AUTHORED]->() } AS size
WHERE size > $least
RETURN id, size
ORDER BY size DESC, id
LIMIT $limit
