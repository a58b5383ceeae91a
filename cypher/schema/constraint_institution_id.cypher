// name: constraint_institution_id
// doc: One institution per id, and the index that every look-up by id uses.
// access: schema
// cost: one pass over the institutions, once
CREATE CONSTRAINT institution_id IF NOT EXISTS
FOR (n:Institution)
REQUIRE n.id IS UNIQUE
