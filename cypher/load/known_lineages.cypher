// name: known_lineages
// doc: What some institutions are part of outside the graph.
// access: read
// param ids: list<string> -- ids of institutions
// return known: list<map> -- one map per institution: id, datasets, outside, by
// rows: one
// cost: one index seek per id
// see: keep_lineages
// example: {"ids": ["openalex:I11559806"]}
UNWIND $ids AS id
MATCH (institution:Institution {id: id})
RETURN collect({id: id, datasets: institution.datasets, outside: institution.references_outside,
  by: institution.outside_by}) AS known
