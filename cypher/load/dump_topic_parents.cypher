// name: dump_topic_parents
// doc: All that is stored of the PART_OF edges between topics, page by page of their sources, in the way of dump_topics.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most sources of one page
// return id: string -- id of the source
// return edges: list<map> -- one map per edge: target, and properties; empty where it has none
// cost: a range of the index of ids, then the edges of those topics
// see: dump_topics link_topic_parents
// example: {"after": "derived:world-wide-web", "limit": 1}
MATCH (source:Topic)
WHERE source.id > $after
WITH source
LIMIT $limit
RETURN source.id AS id, [
  (source)-[edge:PART_OF]->(target:Topic) | {target: target.id, properties: properties(edge)}
] AS edges
ORDER BY id
LIMIT $limit
