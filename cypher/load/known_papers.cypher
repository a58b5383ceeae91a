// name: known_papers
// doc: What the graph holds of some papers: which datasets, with which content.
// access: read
// param ids: list<string> -- ids of papers
// param dataset: string -- the dataset that asks
// return known: list<map> -- one map per paper there is: id, datasets, hashes, filled, and values where another dataset holds it
// rows: one
// cost: one index seek per id
// see: upsert_papers
// example: {"ids": ["openalex:W2112774041", "no such id"], "dataset": "openalex-sample"}
UNWIND $ids AS id
MATCH (node:Paper {id: id})
RETURN collect({
  id: id, datasets: node.datasets, hashes: node.hashes, filled: node.filled,
  values: CASE WHEN node.datasets <> [$dataset] THEN properties(node) END
}) AS known
