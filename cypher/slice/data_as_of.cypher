// name: data_as_of
// doc: The newest date of the data, over the newest complete load of each dataset that is there.
// access: read
// rows: one
// return data_as_of: string | null -- ISO 8601, as precise as the source is
// cost: one pass over the loads
// example: {}
MATCH (load:Load)
WHERE load.state IN ['complete', 'removed']
WITH load.dataset AS dataset, max(load.ended) AS newest
MATCH (last:Load)
WHERE last.dataset = dataset AND last.ended = newest AND last.state = 'complete'
RETURN max(last.data_as_of) AS data_as_of
