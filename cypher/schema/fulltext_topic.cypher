// name: fulltext_topic
// doc: Full-text index over the folded name of topics.
// access: schema
// engine: neo4j
// cost: one pass over the topics, once
// see: fulltext_topic_arcadedb
CREATE FULLTEXT INDEX `Topic[folded]` IF NOT EXISTS
FOR (n:Topic)
ON EACH [n.folded]
