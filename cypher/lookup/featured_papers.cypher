// name: featured_papers
// doc: The paper of each dataset that is cited most inside the graph.
// access: read
// param limit: integer -- most rows returned
// return dataset: string -- the dataset it is from
// return id: string -- the node's id
// return label: string -- its title or name
// return citations: integer -- papers here that cite it
// cost: one count per paper; the front door keeps the answer until the data changes
// example: {"limit": 5}
MATCH (paper:Paper)
WITH paper.datasets[0] AS dataset, paper, COUNT { (paper)<-[:CITES]-(:Paper) } AS citations
ORDER BY citations DESC, coalesce(paper.authors_count, 0) DESC, paper.id
WITH dataset, collect({id: paper.id, label: paper.title, citations: citations})[0] AS best
RETURN dataset, best.id AS id, best.label AS label, best.citations AS citations
ORDER BY citations DESC, id
LIMIT $limit
