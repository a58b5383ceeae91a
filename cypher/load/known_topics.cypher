// name: known_topics
// doc: What the graph holds of some topics: which datasets, with which content.
// access: read
// param ids: list<string> -- ids of topics
// param dataset: string -- the dataset that asks
// return known: list<map> -- one map per topic there is: id, datasets, hashes, filled, and values where another dataset holds it
// rows: one
// cost: one index seek per id
// see: upsert_topics
// example: {"ids": ["openalex:T10102", "no such id"], "dataset": "openalex-sample"}
UNWIND $ids AS id
MATCH (node:Topic {id: id})
RETURN collect({
  id: id, datasets: node.datasets, hashes: node.hashes, filled: node.filled,
  values: CASE WHEN node.datasets <> [$dataset] THEN properties(node) END
}) AS known
