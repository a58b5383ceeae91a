// name: fulltext_topic_arcadedb
// doc: Full-text index over the folded name of topics; ArcadeDB makes these in SQL.
// access: schema
// engine: arcadedb
// cost: one pass over the topics, once
// see: fulltext_topic
CREATE INDEX IF NOT EXISTS ON Topic (folded) FULL_TEXT
