// name: fulltext_person
// doc: Full-text index over the folded name of people.
// access: schema
// engine: neo4j
// cost: one pass over the people, once
// see: fulltext_person_arcadedb
CREATE FULLTEXT INDEX `Person[folded]` IF NOT EXISTS
FOR (n:Person)
ON EACH [n.folded]
