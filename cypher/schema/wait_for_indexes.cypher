// name: wait_for_indexes
// doc: Wait until every index is built, 300 s at most; the schema files are run by name, this one last.
// access: schema
// engine: neo4j
// cost: one pass over the graph for each index that is new
CALL db.awaitIndexes(300)
