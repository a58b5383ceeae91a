// name: slice_egos
// doc: What a slice needs first: which of some ids are nodes, and of what date the data is.
// access: read
// param ids: list<string> -- ids of the egos
// rows: one
// return egos: list<list<string>> -- [id, kind] of each that is a node
// return data_as_of: string | null -- newest date of the data, over the newest complete load of each dataset that is there
// return stored: list<list<any>> -- [query, ego, format, newest year it was ranked for, rows as JSON] of each stored answer that holds
// cost: one index seek per id and kind, one pass over the loads
// see: data_as_of
// example: {"ids": ["openalex:A5068542997", "no such id"]}
CALL () {
  UNWIND $ids AS id
  CALL (id) {
    MATCH (n:Paper {id: id})
    RETURN 'paper' AS kind
    UNION ALL
    MATCH (n:Person {id: id})
    RETURN 'person' AS kind
    UNION ALL
    MATCH (n:Topic {id: id})
    RETURN 'topic' AS kind
    UNION ALL
    MATCH (n:Institution {id: id})
    RETURN 'institution' AS kind
  }
  RETURN collect([id, kind]) AS egos
}
CALL () {
  MATCH (load:Load)
  WHERE load.state IN ['complete', 'removed']
  WITH load.dataset AS dataset, max(load.ended) AS newest
  MATCH (last:Load)
  WHERE last.dataset = dataset AND last.ended = newest AND last.state = 'complete'
  RETURN max(last.data_as_of) AS data_as_of
}
CALL () {
  UNWIND $ids AS id
  MATCH (hub:Hub)
  WHERE hub.node = id AND hub.stale = false
  RETURN collect([hub.query, id, hub.format, hub.newest, hub.rows]) AS stored
}
RETURN egos, data_as_of, stored
