// name: linked_topic_parents
// doc: The stored broader topics of some topics: which datasets say them, with which content.
// access: read
// param owners: list<string> -- ids of topics
// param dataset: string -- the dataset that asks
// return known: list<map> -- one map per edge: source, target, datasets, hashes, filled, and values where another dataset says it
// rows: one
// cost: one index seek per topic, then its broader topics
// see: link_topic_parents
// example: {"owners": ["openalex:T10102"], "dataset": "openalex-sample"}
UNWIND $owners AS id
MATCH (source:Topic {id: id})-[edge:PART_OF]->(target:Topic)
WITH source, edge, target
ORDER BY source.id, target.id
RETURN collect({
  source: source.id, target: target.id, datasets: edge.datasets, hashes: edge.hashes, filled: edge.filled,
  values: CASE WHEN edge.datasets <> [$dataset] THEN properties(edge) END
}) AS known
