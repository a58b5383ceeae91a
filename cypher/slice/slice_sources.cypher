// name: slice_sources
// doc: Which datasets some nodes come from, with what the newest complete load says of each.
// access: read
// param papers: list<string> -- ids of papers
// param people: list<string> -- ids of people
// param topics: list<string> -- ids of topics
// param institutions: list<string> -- ids of institutions
// param limit: integer -- most rows returned
// return dataset: string -- name of the dataset
// return nodes: integer -- how many of the nodes it holds
// return source: string | null -- name of the source; null where no load of it is complete
// return title: string | null -- what the dataset is, in words
// return licence: string | null -- licence of the data
// return data_as_of: string | null -- newest date in the data
// cost: one index seek per id, one pass over the loads per dataset
// see: list_loads
// example: {"papers": ["openalex:W2048185449"], "people": ["openalex:A5068542997"], "topics": ["openalex:T10102"], "institutions": ["openalex:I159129438", "no such id"], "limit": 4}
CALL () {
  UNWIND $papers AS id
  MATCH (n:Paper {id: id})
  RETURN n.id AS node, n.datasets AS datasets
  UNION ALL
  UNWIND $people AS id
  MATCH (n:Person {id: id})
  RETURN n.id AS node, n.datasets AS datasets
  UNION ALL
  UNWIND $topics AS id
  MATCH (n:Topic {id: id})
  RETURN n.id AS node, n.datasets AS datasets
  UNION ALL
  UNWIND $institutions AS id
  MATCH (n:Institution {id: id})
  RETURN n.id AS node, n.datasets AS datasets
}
UNWIND datasets AS dataset
WITH dataset, count(DISTINCT node) AS nodes
CALL (dataset) {
  MATCH (load:Load {dataset: dataset})
  WHERE load.state = 'complete'
  WITH load
  ORDER BY load.ended DESC, load.id DESC
  RETURN collect({
    source: load.source, title: load.title, licence: load.licence, data_as_of: load.data_as_of
  })[0] AS newest
}
RETURN dataset, nodes, newest.source AS source, newest.title AS title,
  newest.licence AS licence, newest.data_as_of AS data_as_of
ORDER BY dataset
LIMIT $limit
