// name: upsert_loads
// doc: Write Load nodes as a backup holds them.
// access: write
// param rows: list<map> -- one map per run: id, and the properties to set
// return written: integer -- runs written
// rows: one
// cost: one index seek and one write per row
// see: dump_loads
UNWIND $rows AS row
MERGE (node:Load {id: row.id})
SET node += row.properties
RETURN count(node) AS written
