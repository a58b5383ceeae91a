// name: declare_person_arcadedb
// doc: The property that the full-text index of people reads; ArcadeDB wants it declared, in SQL.
// access: schema
// engine: arcadedb
// cost: none
// see: fulltext_person_arcadedb
CREATE PROPERTY Person.folded IF NOT EXISTS STRING
