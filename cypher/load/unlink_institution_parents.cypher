// name: unlink_institution_parents
// doc: Delete links of institutions to those they are part of that no dataset says any more.
// access: write
// param rows: list<map> -- one map per edge: source, target
// return written: integer -- edges deleted
// rows: one
// cost: two index seeks per row, then the institutions that one end is part of
// see: linked_institution_parents
UNWIND $rows AS row
MATCH (source:Institution {id: row.source})-[edge:PART_OF]->(target:Institution {id: row.target})
// All are found first, as in unlink_authorships.
WITH collect(edge) AS edges
UNWIND edges AS edge
DELETE edge
RETURN count(*) AS written
