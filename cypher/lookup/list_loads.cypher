// name: list_loads
// doc: The newest complete load of each dataset that is there: where the data comes from.
// access: read
// param limit: integer -- most rows returned
// return dataset: string -- name of the dataset
// return source: string -- name of the source
// return title: string | null -- what the dataset is, in words
// return licence: string | null -- licence of the data
// return data_as_of: string | null -- newest date in the data
// return ended: string -- when it was loaded
// return inputs: list<string> | null -- name and digest of each file read
// return run_id: string -- id of the load
// return rejects: integer | null -- records that could not be used
// return kept: integer | null -- nodes and edges of earlier loads that it left for their sake
// return papers: integer | null -- papers it holds
// return people: integer | null -- people it holds
// return topics: integer | null -- topics it holds
// return institutions: integer | null -- institutions it holds
// cost: one pass over the loads
// example: {"limit": 20}
MATCH (load:Load)
WHERE load.state IN ['complete', 'removed']
WITH load.dataset AS dataset, max(load.ended) AS newest
CALL (dataset, newest) {
  MATCH (load:Load)
  WHERE load.dataset = dataset AND load.ended = newest
  RETURN load
  ORDER BY load.id DESC
  LIMIT 1
}
WITH dataset, load
WHERE load.state = 'complete'
RETURN dataset, load.source AS source, load.title AS title, load.licence AS licence,
  load.data_as_of AS data_as_of, load.ended AS ended, load.inputs AS inputs, load.id AS run_id,
  load.rejects AS rejects, load.kept AS kept, load.papers AS papers, load.people AS people,
  load.topics AS topics, load.institutions AS institutions
ORDER BY dataset
LIMIT $limit
