// name: linked_authorships
// doc: The stored authorships of some papers: which datasets say them, with which content.
// access: read
// param owners: list<string> -- ids of papers
// param dataset: string -- the dataset that asks
// return known: list<map> -- one map per edge: source, target, datasets, hashes, filled, and values where another dataset says it
// rows: one
// cost: one index seek per paper, then its authorships
// see: link_authorships
// example: {"owners": ["openalex:W2112774041"], "dataset": "openalex-sample"}
UNWIND $owners AS id
MATCH (target:Paper {id: id})<-[edge:AUTHORED]-(source:Person)
WITH source, edge, target
ORDER BY source.id, target.id
RETURN collect({
  source: source.id, target: target.id, datasets: edge.datasets, hashes: edge.hashes, filled: edge.filled,
  values: CASE WHEN edge.datasets <> [$dataset] THEN properties(edge) END
}) AS known
