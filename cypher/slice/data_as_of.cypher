// name: data_as_of
// doc: The newest date of the data, over all complete loads.
// access: read
// rows: one
// return data_as_of: string | null -- ISO 8601, as precise as the source is
// cost: one pass over the loads
// example: {}
MATCH (load:Load)
WHERE load.state = 'complete'
RETURN max(load.data_as_of) AS data_as_of
