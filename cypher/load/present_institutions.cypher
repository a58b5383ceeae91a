// name: present_institutions
// doc: Which of some ids are institutions of the graph.
// access: read
// param ids: list<string> -- ids
// return present: list<string> -- those that are
// rows: one
// cost: one index seek per id
// see: keep_lineages
// example: {"ids": ["openalex:I159129438", "no such id"]}
UNWIND $ids AS id
MATCH (institution:Institution {id: id})
RETURN collect(id) AS present
