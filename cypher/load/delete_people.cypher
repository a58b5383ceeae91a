// name: delete_people
// doc: Delete people that no dataset holds any more, with their edges.
// access: write
// param rows: list<map> -- one map per person: id
// return written: integer -- people deleted
// rows: one
// cost: one index seek per id, then the edges of each person
// see: held_people
UNWIND $rows AS row
MATCH (node:Person {id: row.id})
DETACH DELETE node
RETURN count(*) AS written
