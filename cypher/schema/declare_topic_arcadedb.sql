// name: declare_topic_arcadedb
// doc: The property that the full-text index of topics reads; ArcadeDB wants it declared, in SQL.
// access: schema
// engine: arcadedb
// cost: none
// see: fulltext_topic_arcadedb
CREATE PROPERTY Topic.folded IF NOT EXISTS STRING
