// name: unlink_topics
// doc: Delete topics that no dataset says any more.
// access: write
// param rows: list<map> -- one map per edge: source, target
// return written: integer -- edges deleted
// rows: one
// cost: two index seeks per row, then the topics of one end
// see: linked_topics
UNWIND $rows AS row
MATCH (source:Paper {id: row.source})-[edge:ABOUT]->(target:Topic {id: row.target})
// All are found first, as in unlink_authorships.
WITH collect(edge) AS edges
UNWIND edges AS edge
DELETE edge
RETURN count(*) AS written
