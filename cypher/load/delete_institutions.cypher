// name: delete_institutions
// doc: Delete institutions that no dataset holds any more, with their edges.
// access: write
// param rows: list<map> -- one map per institution: id
// return written: integer -- institutions deleted
// rows: one
// cost: one index seek per id, then the edges of each institution
// see: held_institutions
UNWIND $rows AS row
MATCH (node:Institution {id: row.id})
DETACH DELETE node
RETURN count(*) AS written
