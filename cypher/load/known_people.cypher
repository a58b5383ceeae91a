// name: known_people
// doc: What the graph holds of some people: which datasets, with which content.
// access: read
// param ids: list<string> -- ids of people
// param dataset: string -- the dataset that asks
// return known: list<map> -- one map per person there is: id, datasets, hashes, filled, and values where another dataset holds it
// rows: one
// cost: one index seek per id
// see: upsert_people
// example: {"ids": ["openalex:A5023888391", "no such id"], "dataset": "openalex-sample"}
UNWIND $ids AS id
MATCH (node:Person {id: id})
RETURN collect({
  id: id, datasets: node.datasets, hashes: node.hashes, filled: node.filled,
  values: CASE WHEN node.datasets <> [$dataset] THEN properties(node) END
}) AS known
