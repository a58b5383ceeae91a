// name: store_hub
// doc: Keep the answer that a query of slices gives for one much-linked node.
// access: write
// param id: string -- query and node, parted by a space
// param properties: map -- query, node, run_id, newest, stale, format, rows
// return written: integer -- 1
// rows: one
// cost: one index seek and one write
// see: slice_egos, list_hubs
MERGE (hub:Hub {id: $id})
SET hub += $properties
RETURN count(hub) AS written
