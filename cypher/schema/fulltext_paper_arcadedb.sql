// name: fulltext_paper_arcadedb
// doc: Full-text index over the folded title of papers; ArcadeDB makes these in SQL.
// access: schema
// engine: arcadedb
// cost: one pass over the papers, once
// see: fulltext_paper
CREATE INDEX IF NOT EXISTS ON Paper (folded) FULL_TEXT
