// name: linked_institution_parents
// doc: What some institutions are stored to be part of: which datasets say so, with which content.
// access: read
// param owners: list<string> -- ids of institutions
// param dataset: string -- the dataset that asks
// return known: list<map> -- one map per edge: source, target, datasets, hashes, filled, and values where another dataset says it
// rows: one
// cost: one index seek per institution, then the institutions it is part of
// see: link_institution_parents
// example: {"owners": ["openalex:I2801851002"], "dataset": "openalex-sample"}
UNWIND $owners AS id
MATCH (source:Institution {id: id})-[edge:PART_OF]->(target:Institution)
WITH source, edge, target
ORDER BY source.id, target.id
RETURN collect({
  source: source.id, target: target.id, datasets: edge.datasets, hashes: edge.hashes, filled: edge.filled,
  values: CASE WHEN edge.datasets <> [$dataset] THEN properties(edge) END
}) AS known
