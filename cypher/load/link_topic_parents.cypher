// name: link_topic_parents
// doc: Create broader topics or change the properties that are given; a row whose ends are not both there is passed over.
// access: write
// param rows: list<map> -- one map per edge: source, target, and the properties to set
// return written: integer -- edges written
// rows: one
// cost: two index seeks and one write per row
// see: linked_topic_parents
UNWIND $rows AS row
MATCH (source:Topic {id: row.source})
MATCH (target:Topic {id: row.target})
MERGE (source)-[edge:PART_OF]->(target)
SET edge += row.properties
RETURN count(edge) AS written
