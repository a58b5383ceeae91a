// name: linked_much_papers
// doc: Among some papers, those with many links.
// access: read
// param least: integer -- links past which one counts
// param skip: integer -- papers passed over, in the engine's own order
// param page: integer -- papers looked at
// param limit: integer -- most rows returned
// return id: string -- id of the paper
// return size: integer -- papers here that cite it
// cost: one pass over the papers before, and one count for each of the page
// example: {"least": 30, "skip": 0, "page": 100000, "limit": 4}
MATCH (node:Paper)
WITH node
SKIP $skip
LIMIT $page
WITH node.id AS id, COUNT { (node)<-[:CITES]-() } AS size
WHERE size > $least
RETURN id, size
ORDER BY size DESC, id
LIMIT $limit
