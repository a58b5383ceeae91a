// name: upsert_topics
// doc: Create topics or change the properties that are given; null removes one.
// access: write
// param rows: list<map> -- one map per topic: id, and the properties to set
// return written: integer -- topics written
// rows: one
// cost: one index seek and one write per row
// see: known_topics
UNWIND $rows AS row
MERGE (node:Topic {id: row.id})
SET node += row.properties
RETURN count(node) AS written
