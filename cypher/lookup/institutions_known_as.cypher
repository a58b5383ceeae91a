// name: institutions_known_as
// doc: Institutions that a ROR id names as another id of theirs.
// access: read
// param keys: list<string> -- ids, in the forms a source may write them
// param limit: integer -- most rows returned
// return key: string -- which of the keys names the node
// return id: string -- the node's id
// return label: string -- its title or name
// cost: one pass over the institutions; asked only where find_by_keys finds nothing
// see: find_by_keys
// example: {"keys": ["ror:03v76x132", "03v76x132"], "limit": 5}
MATCH (institution:Institution)
WHERE any(other IN institution.same_as WHERE other IN $keys)
UNWIND institution.same_as AS key
WITH institution, key
WHERE key IN $keys
RETURN key, institution.id AS id, institution.name AS label
ORDER BY key, id
LIMIT $limit
