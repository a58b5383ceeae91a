// name: record_load
// doc: Write what is known of a run: its one Load node.
// access: write
// param id: string -- id of the run
// param properties: map -- source, dataset, state, started, ended, data_as_of, papers, people, topics, institutions, rejects, kept, inputs, licence, title
// return written: integer -- 1
// rows: one
// cost: one index seek and one write
// see: last_load
MERGE (load:Load {id: $id})
SET load += $properties
RETURN count(load) AS written
