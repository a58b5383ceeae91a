// name: find_by_prefix
// doc: The first nodes whose own id, DOI, arXiv id, ORCID or ROR begins so; for an id that was cut off.
// access: read
// param prefix: string -- how it begins, its scheme included
// param limit: integer -- most rows of each index
// return key: string -- what begins so
// return id: string -- the node's id
// return kind: string -- paper, person, topic or institution
// return label: string -- its title or name
// cost: eight seeks in an index, over $limit entries each
// see: find_by_keys
// example: {"prefix": "openalex:A50238", "limit": 3}
MATCH (n:Person)
WHERE n.id STARTS WITH $prefix
RETURN n.id AS key, n.id AS id, 'person' AS kind, n.name AS label
ORDER BY key
LIMIT $limit
UNION
MATCH (n:Person)
WHERE n.orcid STARTS WITH $prefix
RETURN n.orcid AS key, n.id AS id, 'person' AS kind, n.name AS label
ORDER BY key, id
LIMIT $limit
UNION
MATCH (n:Paper)
WHERE n.id STARTS WITH $prefix
RETURN n.id AS key, n.id AS id, 'paper' AS kind, n.title AS label
ORDER BY key
LIMIT $limit
UNION
MATCH (n:Paper)
WHERE n.doi STARTS WITH $prefix
RETURN n.doi AS key, n.id AS id, 'paper' AS kind, n.title AS label
ORDER BY key, id
LIMIT $limit
UNION
MATCH (n:Paper)
WHERE n.arxiv STARTS WITH $prefix
RETURN n.arxiv AS key, n.id AS id, 'paper' AS kind, n.title AS label
ORDER BY key, id
LIMIT $limit
UNION
MATCH (n:Topic)
WHERE n.id STARTS WITH $prefix
RETURN n.id AS key, n.id AS id, 'topic' AS kind, n.name AS label
ORDER BY key
LIMIT $limit
UNION
MATCH (n:Institution)
WHERE n.id STARTS WITH $prefix
RETURN n.id AS key, n.id AS id, 'institution' AS kind, n.name AS label
ORDER BY key
LIMIT $limit
UNION
MATCH (n:Institution)
WHERE n.ror STARTS WITH $prefix
RETURN n.ror AS key, n.id AS id, 'institution' AS kind, n.name AS label
ORDER BY key, id
LIMIT $limit
