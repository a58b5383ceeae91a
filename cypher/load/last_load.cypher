// name: last_load
// doc: The newest runs of a dataset, newest first.
// access: read
// param dataset: string -- name of the dataset
// param limit: integer -- most runs returned
// return id: string -- id of the run
// return source: string -- name of the source
// return state: string -- running, complete, failed, refused or removed
// return inputs: list<string> | null -- name and digest of each file read
// return checkpoint: integer | null -- entries of the input whose batches it has written
// return entries: integer | null -- entries of the input, all of them where it is complete
// return rejects: integer | null -- how many of them could not be used
// return kept: integer | null -- nodes and edges it left though it did not see them, since it rejected some
// return code: string | null -- which state of the loaders read them
// return title: string | null -- what the dataset is, in words
// return licence: string | null -- licence of the data
// return data_as_of: string | null -- newest date in the data
// return latest: boolean -- whether no run of any dataset began later
// return papers: integer | null -- papers the dataset held after it
// return people: integer | null -- people
// return topics: integer | null -- topics
// return institutions: integer | null -- institutions
// cost: one pass over the loads
// see: record_load
// example: {"dataset": "openalex-sample", "limit": 1}
MATCH (any:Load)
WITH max(any.started) AS newest
MATCH (load:Load {dataset: $dataset})
RETURN load.id AS id, load.source AS source, load.state AS state, load.inputs AS inputs,
  load.checkpoint AS checkpoint, load.entries AS entries, load.rejects AS rejects,
  load.kept AS kept, load.code AS code, load.title AS title, load.licence AS licence,
  load.data_as_of AS data_as_of, load.started = newest AS latest, load.papers AS papers,
  load.people AS people, load.topics AS topics, load.institutions AS institutions
ORDER BY load.started DESC, id DESC
LIMIT $limit
