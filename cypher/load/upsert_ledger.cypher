// name: upsert_ledger
// doc: Write pages of the ledger as a backup holds them.
// access: write
// param rows: list<map> -- one map per page: id, and the properties to set
// return written: integer -- pages written
// rows: one
// cost: one index seek and one write per row
// see: dump_ledger
UNWIND $rows AS row
MERGE (node:Ledger {id: row.id})
SET node += row.properties
RETURN count(node) AS written
