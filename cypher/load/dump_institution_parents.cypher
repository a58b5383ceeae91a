// name: dump_institution_parents
// doc: All that is stored of the PART_OF edges between institutions, page by page of their sources, in the way of dump_institutions.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most sources of one page
// return id: string -- id of the source
// return edges: list<map> -- one map per edge: target, and properties; empty where it has none
// cost: a range of the index of ids, then the edges of those institutions
// see: dump_institutions link_institution_parents
// example: {"after": "openalex:I2801851001", "limit": 1}
MATCH (source:Institution)
WHERE source.id > $after
WITH source
LIMIT $limit
RETURN source.id AS id, [
  (source)-[edge:PART_OF]->(target:Institution) | {target: target.id, properties: properties(edge)}
] AS edges
ORDER BY id
LIMIT $limit
