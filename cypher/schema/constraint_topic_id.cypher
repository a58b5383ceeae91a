// name: constraint_topic_id
// doc: One topic per id, and the index that every look-up by id uses.
// access: schema
// cost: one pass over the topics, once
CREATE CONSTRAINT topic_id IF NOT EXISTS
FOR (n:Topic)
REQUIRE n.id IS UNIQUE
