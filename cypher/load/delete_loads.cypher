// name: delete_loads
// doc: Delete Load nodes; what they loaded stays.
// access: write
// param rows: list<map> -- one map per run: id
// return written: integer -- runs deleted
// rows: one
// cost: one index seek per id
// see: dump_loads
UNWIND $rows AS row
MATCH (node:Load {id: row.id})
DETACH DELETE node
RETURN count(*) AS written
