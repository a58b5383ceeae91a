// name: delete_hubs
// doc: Delete stored answers.
// access: write
// param ids: list<string> -- their ids
// return written: integer -- how many
// rows: one
// cost: one index seek per id
// see: store_hub
UNWIND $ids AS id
MATCH (hub:Hub {id: id})
DETACH DELETE hub
RETURN count(*) AS written
