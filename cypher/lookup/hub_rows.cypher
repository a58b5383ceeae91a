// name: hub_rows
// doc: One stored answer.
// access: read
// param id: string -- query and node, parted by a space
// rows: one
// return rows: string | null -- its rows as JSON; null where there is none
// cost: one index seek
// see: list_hubs
// example: {"id": "person_papers no such node"}
OPTIONAL MATCH (hub:Hub {id: $id})
RETURN hub.rows AS rows
