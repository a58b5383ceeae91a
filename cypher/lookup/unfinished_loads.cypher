// name: unfinished_loads
// doc: Datasets whose last load did not end: what they hold may be a part.
// access: read
// param limit: integer -- most rows returned
// return dataset: string -- name of the dataset
// return run_id: string -- id of that load
// return source: string -- name of the source; removal where it was to be taken away
// return started: string -- when its last load began
// return state: string -- how far it came
// return reason: string | null -- why it went no further
// return hint: string | null -- what to do, where it is not just to load again
// cost: one pass over the loads
// example: {"limit": 20}
MATCH (load:Load)
WITH load.dataset AS dataset, max(load.started) AS newest
MATCH (last:Load)
WHERE last.dataset = dataset AND last.started = newest
  AND NOT last.state IN ['complete', 'removed']
RETURN dataset, last.id AS run_id, last.source AS source, last.started AS started,
  last.state AS state, last.reason AS reason, last.hint AS hint
ORDER BY dataset
LIMIT $limit
