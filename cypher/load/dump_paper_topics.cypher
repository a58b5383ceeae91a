// name: dump_paper_topics
// doc: All that is stored of the ABOUT edges, page by page of their sources, in the way of dump_papers.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most sources of one page
// return id: string -- id of the source
// return edges: list<map> -- one map per edge: target, and properties; empty where it has none
// cost: a range of the index of ids, then the edges of those papers
// see: dump_papers link_topics
// example: {"after": "", "limit": 1}
MATCH (source:Paper)
WHERE source.id > $after
WITH source
LIMIT $limit
RETURN source.id AS id, [
  (source)-[edge:ABOUT]->(target:Topic) | {target: target.id, properties: properties(edge)}
] AS edges
ORDER BY id
LIMIT $limit
