// name: declare_paper_arcadedb
// doc: The property that the full-text index of papers reads; ArcadeDB wants it declared, in SQL.
// access: schema
// engine: arcadedb
// cost: none
// see: fulltext_paper_arcadedb
CREATE PROPERTY Paper.folded IF NOT EXISTS STRING
