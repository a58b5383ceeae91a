// name: papers_known_as
// doc: Papers that a DOI or an arXiv id names as another id of theirs.
// access: read
// param keys: list<string> -- ids, in the forms a source may write them
// param limit: integer -- most rows returned
// return key: string -- which of the keys names the node
// return id: string -- the node's id
// return label: string -- its title or name
// cost: one pass over the papers; asked only where find_by_keys finds nothing
// see: find_by_keys
// example: {"keys": ["doi:10.1126/science.149.3683.510", "10.1126/science.149.3683.510"], "limit": 5}
MATCH (paper:Paper)
WHERE any(other IN paper.same_as WHERE other IN $keys)
UNWIND paper.same_as AS key
WITH paper, key
WHERE key IN $keys
RETURN key, paper.id AS id, paper.title AS label
ORDER BY key, id
LIMIT $limit
