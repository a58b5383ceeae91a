// name: upsert_papers
// doc: Create papers or change the properties that are given; null removes one.
// access: write
// param rows: list<map> -- one map per paper: id, and the properties to set
// return written: integer -- papers written
// rows: one
// cost: one index seek and one write per row
// see: known_papers
UNWIND $rows AS row
MERGE (node:Paper {id: row.id})
SET node += row.properties
RETURN count(node) AS written
