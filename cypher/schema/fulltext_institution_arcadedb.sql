// name: fulltext_institution_arcadedb
// doc: Full-text index over the folded name of institutions; ArcadeDB makes these in SQL.
// access: schema
// engine: arcadedb
// cost: one pass over the institutions, once
// see: fulltext_institution
CREATE INDEX IF NOT EXISTS ON Institution (folded) FULL_TEXT
