// name: people_known_as
// doc: People that an ORCID names as another id of theirs.
// access: read
// param keys: list<string> -- ids, in the forms a source may write them
// param limit: integer -- most rows returned
// return key: string -- which of the keys names the node
// return id: string -- the node's id
// return label: string -- its title or name
// cost: one pass over the people; asked only where find_by_keys finds nothing
// see: find_by_keys
// example: {"keys": ["orcid:0000-0002-2733-0689", "0000-0002-2733-0689"], "limit": 5}
MATCH (person:Person)
WHERE any(other IN person.same_as WHERE other IN $keys)
UNWIND person.same_as AS key
WITH person, key
WHERE key IN $keys
RETURN key, person.id AS id, person.name AS label
ORDER BY key, id
LIMIT $limit
