// name: upsert_institutions
// doc: Create institutions or change the properties that are given; null removes one.
// access: write
// param rows: list<map> -- one map per institution: id, and the properties to set
// return written: integer -- institutions written
// rows: one
// cost: one index seek and one write per row
// see: known_institutions
UNWIND $rows AS row
MERGE (node:Institution {id: row.id})
SET node += row.properties
RETURN count(node) AS written
