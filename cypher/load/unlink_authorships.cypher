// name: unlink_authorships
// doc: Delete authorships that no dataset says any more.
// access: write
// param rows: list<map> -- one map per edge: source, target
// return written: integer -- edges deleted
// rows: one
// cost: two index seeks per row, then the authorships of one end
// see: linked_authorships
UNWIND $rows AS row
MATCH (target:Paper {id: row.target})<-[edge:AUTHORED]-(source:Person {id: row.source})
// All are found before any goes: ArcadeDB reads wrongly in a list of edges that shrinks.
WITH collect(edge) AS edges
UNWIND edges AS edge
DELETE edge
RETURN count(*) AS written
