// name: upsert_people
// doc: Create people or change the properties that are given; null removes one.
// access: write
// param rows: list<map> -- one map per person: id, and the properties to set
// return written: integer -- people written
// rows: one
// cost: one index seek and one write per row
// see: known_people
UNWIND $rows AS row
MERGE (node:Person {id: row.id})
SET node += row.properties
RETURN count(node) AS written
