// name: linked_citations
// doc: The stored citations of some papers: which datasets say them, with which content.
// access: read
// param owners: list<string> -- ids of papers
// param dataset: string -- the dataset that asks
// return known: list<map> -- one map per edge: source, target, datasets, hashes, filled, and values where another dataset says it
// rows: one
// cost: one index seek per paper, then its citations
// see: link_citations
// example: {"owners": ["openalex:W2112774041"], "dataset": "openalex-sample"}
UNWIND $owners AS id
MATCH (source:Paper {id: id})-[edge:CITES]->(target:Paper)
WITH source, edge, target
ORDER BY source.id, target.id
RETURN collect({
  source: source.id, target: target.id, datasets: edge.datasets, hashes: edge.hashes, filled: edge.filled,
  values: CASE WHEN edge.datasets <> [$dataset] THEN properties(edge) END
}) AS known
