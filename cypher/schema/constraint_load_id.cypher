// name: constraint_load_id
// doc: One Load node per run.
// access: schema
// cost: one pass over the loads, once
CREATE CONSTRAINT load_id IF NOT EXISTS
FOR (n:Load)
REQUIRE n.id IS UNIQUE
