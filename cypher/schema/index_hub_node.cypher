// name: index_hub_node
// doc: Finds the stored answers of a node.
// access: schema
// cost: one pass over the stored answers, once
CREATE INDEX hub_node IF NOT EXISTS
FOR (hub:Hub)
ON (hub.node)
