// name: people_known_as
// doc: People that an ORCID names, whatever their own id is.
// access: read
// param keys: list<string> -- ids of one person, in the forms a source may write them
// param limit: integer -- most rows returned
// return id: string -- the node's id
// return label: string -- its title or name
// cost: one pass over the people; asked only where no node has the id itself
// see: find_nodes
// example: {"keys": ["orcid:0000-0002-2733-0689", "0000-0002-2733-0689"], "limit": 5}
MATCH (person:Person)
WHERE person.orcid IN $keys OR any(key IN $keys WHERE key IN person.same_as)
RETURN person.id AS id, person.name AS label
ORDER BY id
LIMIT $limit
