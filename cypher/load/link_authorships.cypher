// name: link_authorships
// doc: Create authorships or change the properties that are given; a row whose ends are not both there is passed over.
// access: write
// param rows: list<map> -- one map per edge: source, target, and the properties to set
// return written: integer -- edges written
// rows: one
// cost: two index seeks and one write per row
// see: linked_authorships
UNWIND $rows AS row
MATCH (source:Person {id: row.source})
MATCH (target:Paper {id: row.target})
MERGE (target)<-[edge:AUTHORED]-(source)
SET edge += row.properties
RETURN count(edge) AS written
