// name: list_loads
// doc: The newest complete load of each dataset: where the data comes from.
// access: read
// param limit: integer -- most rows returned
// return dataset: string -- name of the dataset
// return source: string -- name of the source
// return title: string | null -- what the dataset is, in words
// return licence: string | null -- licence of the data
// return data_as_of: string | null -- newest date in the data
// return run_id: string -- id of the load
// return papers: integer | null -- papers read
// return people: integer | null -- people read
// cost: one pass over the loads
// example: {"limit": 20}
MATCH (load:Load)
WHERE load.state = 'complete'
WITH load.dataset AS dataset, max(load.ended) AS newest
CALL (dataset, newest) {
  MATCH (load:Load)
  WHERE load.state = 'complete' AND load.dataset = dataset AND load.ended = newest
  RETURN load
  ORDER BY load.id DESC
  LIMIT 1
}
RETURN dataset, load.source AS source, load.title AS title, load.licence AS licence,
  load.data_as_of AS data_as_of, load.id AS run_id, load.papers AS papers, load.people AS people
ORDER BY dataset
LIMIT $limit
