// name: constraint_hub_id
// doc: One stored answer per query and node.
// access: schema
// cost: one pass over the stored answers, once
CREATE CONSTRAINT hub_id IF NOT EXISTS
FOR (hub:Hub)
REQUIRE hub.id IS UNIQUE
