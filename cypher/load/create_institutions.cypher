// name: create_institutions
// doc: Create institutions that are not there yet; a null is left out.
// access: write
// param rows: list<map> -- one map per node: id, and every property as properties
// return written: integer -- institutions created
// rows: one
// cost: one write per row; a third of what upsert_institutions takes on ArcadeDB
// see: upsert_institutions
UNWIND $rows AS row
WITH row.id AS id, row.properties AS new
CREATE (node:Institution {
  id: id, name: new.name, ror: new.ror, country: new.country, type: new.type, same_as: new.same_as,
  folded: new.folded, datasets: new.datasets, hashes: new.hashes, run_id: new.run_id
})
RETURN count(node) AS written
