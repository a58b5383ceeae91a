// name: create_people
// doc: Create people that are not there yet; a null is left out.
// access: write
// param rows: list<map> -- one map per node: id, and every property as properties
// return written: integer -- people created
// rows: one
// cost: one write per row; a third of what upsert_people takes on ArcadeDB
// see: upsert_people
UNWIND $rows AS row
WITH row.id AS id, row.properties AS new
CREATE (node:Person {
  id: id, name: new.name, identity: new.identity, orcid: new.orcid, same_as: new.same_as,
  folded: new.folded, datasets: new.datasets, hashes: new.hashes, run_id: new.run_id
})
RETURN count(node) AS written
