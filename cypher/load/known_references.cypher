// name: known_references
// doc: What some papers cite outside the graph.
// access: read
// param ids: list<string> -- ids of papers
// return known: list<map> -- one map per paper: id, datasets, outside, by
// rows: one
// cost: one index seek per id
// see: keep_references
// example: {"ids": ["openalex:W1021000864"]}
UNWIND $ids AS id
MATCH (paper:Paper {id: id})
RETURN collect({id: id, datasets: paper.datasets, outside: paper.references_outside,
  by: paper.outside_by}) AS known
