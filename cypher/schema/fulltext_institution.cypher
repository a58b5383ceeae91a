// name: fulltext_institution
// doc: Full-text index over the folded name of institutions.
// access: schema
// engine: neo4j
// cost: one pass over the institutions, once
// see: fulltext_institution_arcadedb
CREATE FULLTEXT INDEX `Institution[folded]` IF NOT EXISTS
FOR (n:Institution)
ON EACH [n.folded]
