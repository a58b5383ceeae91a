// name: delete_topics
// doc: Delete topics that no dataset holds any more, with their edges.
// access: write
// param rows: list<map> -- one map per topic: id
// return written: integer -- topics deleted
// rows: one
// cost: one index seek per id, then the edges of each topic
// see: held_topics
UNWIND $rows AS row
MATCH (node:Topic {id: row.id})
DETACH DELETE node
RETURN count(*) AS written
