// name: declare_institution_arcadedb
// doc: The property that the full-text index of institutions reads; ArcadeDB wants it declared, in SQL.
// access: schema
// engine: arcadedb
// cost: none
// see: fulltext_institution_arcadedb
CREATE PROPERTY Institution.folded IF NOT EXISTS STRING
