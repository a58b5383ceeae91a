// name: fulltext_paper
// doc: Full-text index over the folded title of papers.
// access: schema
// engine: neo4j
// cost: one pass over the papers, once
// see: fulltext_paper_arcadedb
CREATE FULLTEXT INDEX `Paper[folded]` IF NOT EXISTS
FOR (n:Paper)
ON EACH [n.folded]
