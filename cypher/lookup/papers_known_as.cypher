// name: papers_known_as
// doc: Papers that a DOI or an arXiv id names, whatever their own id is.
// access: read
// param keys: list<string> -- ids of one paper, in the forms a source may write them
// param limit: integer -- most rows returned
// return id: string -- the node's id
// return label: string -- its title or name
// cost: one pass over the papers; asked only where no node has the id itself
// see: find_nodes
// example: {"keys": ["doi:10.1126/science.149.3683.510", "10.1126/science.149.3683.510"], "limit": 5}
MATCH (paper:Paper)
WHERE paper.doi IN $keys OR paper.arxiv IN $keys OR any(key IN $keys WHERE key IN paper.same_as)
RETURN paper.id AS id, paper.title AS label
ORDER BY id
LIMIT $limit
