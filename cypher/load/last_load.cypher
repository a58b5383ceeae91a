// name: last_load
// doc: The newest runs of a dataset, newest first.
// access: read
// param dataset: string -- name of the dataset
// param limit: integer -- most runs returned
// return id: string -- id of the run
// return state: string -- running, complete or failed
// return inputs: list<string> | null -- name and digest of each file read
// return papers: integer | null -- papers the dataset held after it
// return people: integer | null -- people
// return topics: integer | null -- topics
// return institutions: integer | null -- institutions
// cost: one pass over the loads
// see: record_load
// example: {"dataset": "openalex-sample", "limit": 1}
MATCH (load:Load {dataset: $dataset})
RETURN load.id AS id, load.state AS state, load.inputs AS inputs, load.papers AS papers,
  load.people AS people, load.topics AS topics, load.institutions AS institutions
ORDER BY load.started DESC, id DESC
LIMIT $limit
