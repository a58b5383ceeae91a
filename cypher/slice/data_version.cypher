// name: data_version
// doc: What changes whenever a load ends: how many loads there are, and the last one's end.
// access: read
// rows: one
// return loads: integer -- number of loads
// return ended: string | null -- when the last one ended
// cost: one pass over the loads
// example: {}
MATCH (load:Load)
RETURN count(load) AS loads, max(load.ended) AS ended
