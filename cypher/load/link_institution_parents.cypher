// name: link_institution_parents
// doc: Create links of institutions to those they are part of, or change the properties that are given; a row whose ends are not both there is passed over.
// access: write
// param rows: list<map> -- one map per edge: source, target, and the properties to set
// return written: integer -- edges written
// rows: one
// cost: two index seeks and one write per row
// see: linked_institution_parents
UNWIND $rows AS row
MATCH (source:Institution {id: row.source})
MATCH (target:Institution {id: row.target})
MERGE (source)-[edge:PART_OF]->(target)
SET edge += row.properties
RETURN count(edge) AS written
