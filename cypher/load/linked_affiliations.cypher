// name: linked_affiliations
// doc: The stored affiliations of some people.
// access: read
// param owners: list<string> -- ids of people
// return known: list<map> -- one map per affiliation: source, target, hashes
// rows: one
// cost: one index seek per person, then their affiliations
// see: link_affiliations
// example: {"owners": ["openalex:A5023888391"]}
UNWIND $owners AS id
MATCH (source:Person {id: id})-[edge:AFFILIATED_WITH]->(target:Institution)
WITH source, edge, target
ORDER BY source.id, target.id
RETURN collect({source: source.id, target: target.id, hashes: edge.hashes}) AS known
