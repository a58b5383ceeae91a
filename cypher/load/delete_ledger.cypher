// name: delete_ledger
// doc: Delete pages of the ledger.
// access: write
// param rows: list<map> -- one map per page: id
// return written: integer -- pages deleted
// rows: one
// cost: one index seek per id
// see: dump_ledger
UNWIND $rows AS row
MATCH (node:Ledger {id: row.id})
DETACH DELETE node
RETURN count(*) AS written
