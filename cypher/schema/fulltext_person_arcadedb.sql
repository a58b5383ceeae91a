// name: fulltext_person_arcadedb
// doc: Full-text index over the folded name of people; ArcadeDB makes these in SQL.
// access: schema
// engine: arcadedb
// cost: one pass over the people, once
// see: fulltext_person
CREATE INDEX IF NOT EXISTS ON Person (folded) FULL_TEXT
