// name: link_topics
// doc: Create topics or change the properties that are given; a row whose ends are not both there is passed over.
// access: write
// param rows: list<map> -- one map per edge: source, target, and the properties to set
// return written: integer -- edges written
// rows: one
// cost: two index seeks and one write per row
// see: linked_topics
UNWIND $rows AS row
MATCH (source:Paper {id: row.source})
MATCH (target:Topic {id: row.target})
MERGE (source)-[edge:ABOUT]->(target)
SET edge += row.properties
RETURN count(edge) AS written
