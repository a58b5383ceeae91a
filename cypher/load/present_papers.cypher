// name: present_papers
// doc: Which of some ids are papers of the graph.
// access: read
// param ids: list<string> -- ids
// return present: list<string> -- those that are
// rows: one
// cost: one index seek per id
// see: keep_references
// example: {"ids": ["openalex:W2112774041", "no such id"]}
UNWIND $ids AS id
MATCH (paper:Paper {id: id})
RETURN collect(id) AS present
