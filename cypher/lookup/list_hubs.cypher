// name: list_hubs
// doc: The answers that loads have stored for much-linked nodes, page by page.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most rows returned
// return id: string -- query and node, parted by a space
// return query: string -- the query it is the answer of
// return node: string -- the node it is about
// return stale: boolean -- whether the graph has changed since
// return format: integer | null -- how the answer is written
// return newest: integer -- the newest year of the data it was ranked for
// return run_id: string -- the load that stored it
// cost: one pass over the stored answers
// see: store_hub
// example: {"after": "", "limit": 5}
MATCH (hub:Hub)
WHERE hub.id > $after
RETURN hub.id AS id, hub.query AS query, hub.node AS node, hub.stale AS stale,
  hub.format AS format, hub.newest AS newest, hub.run_id AS run_id
ORDER BY id
LIMIT $limit
