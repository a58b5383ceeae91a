// name: institutions_known_as
// doc: Institutions that a ROR id names, whatever their own id is.
// access: read
// param keys: list<string> -- ids of one institution, in the forms a source may write them
// param limit: integer -- most rows returned
// return id: string -- the node's id
// return label: string -- its title or name
// cost: one pass over the institutions; asked only where no node has the id itself
// see: find_nodes
// example: {"keys": ["ror:03v76x132", "03v76x132"], "limit": 5}
MATCH (institution:Institution)
WHERE institution.ror IN $keys OR any(key IN $keys WHERE key IN institution.same_as)
RETURN institution.id AS id, institution.name AS label
ORDER BY id
LIMIT $limit
