// name: constraint_person_id
// doc: One person per id, and the index that every look-up by id uses.
// access: schema
// cost: one pass over the people, once
CREATE CONSTRAINT person_id IF NOT EXISTS
FOR (n:Person)
REQUIRE n.id IS UNIQUE
