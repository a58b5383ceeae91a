// name: create_topics
// doc: Create topics that are not there yet; a null is left out.
// access: write
// param rows: list<map> -- one map per node: id, and every property as properties
// return written: integer -- topics created
// rows: one
// cost: one write per row; a third of what upsert_topics takes on ArcadeDB
// see: upsert_topics
UNWIND $rows AS row
WITH row.id AS id, row.properties AS new
CREATE (node:Topic {
  id: id, name: new.name, level: new.level, source: new.source, method: new.method,
  folded: new.folded, datasets: new.datasets, hashes: new.hashes, run_id: new.run_id
})
RETURN count(node) AS written
