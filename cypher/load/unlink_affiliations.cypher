// name: unlink_affiliations
// doc: Delete affiliations that no dataset says any more.
// access: write
// param rows: list<map> -- one map per edge: source, target
// return written: integer -- edges deleted
// rows: one
// cost: two index seeks per row, then the affiliations of one end
// see: linked_affiliations
UNWIND $rows AS row
MATCH (source:Person {id: row.source})-[edge:AFFILIATED_WITH]->(target:Institution {id: row.target})
// All are found first, as in unlink_authorships.
WITH collect(edge) AS edges
UNWIND edges AS edge
DELETE edge
RETURN count(*) AS written
