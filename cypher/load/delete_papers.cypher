// name: delete_papers
// doc: Delete papers that no dataset holds any more, with their edges.
// access: write
// param rows: list<map> -- one map per paper: id
// return written: integer -- papers deleted
// rows: one
// cost: one index seek per id, then the edges of each paper
// see: held_papers
UNWIND $rows AS row
MATCH (node:Paper {id: row.id})
DETACH DELETE node
RETURN count(*) AS written
