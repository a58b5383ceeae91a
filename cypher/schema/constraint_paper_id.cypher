// name: constraint_paper_id
// doc: One paper per id, and the index that every look-up by id uses.
// access: schema
// cost: one pass over the papers, once
CREATE CONSTRAINT paper_id IF NOT EXISTS
FOR (n:Paper)
REQUIRE n.id IS UNIQUE
