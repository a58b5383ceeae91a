// name: waiting_references
// doc: Papers that cite works outside the graph, page by page.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most papers of one page
// return id: string -- id of the citing paper
// return datasets: list<string> -- the datasets that hold it
// return outside: list<string> -- ids of the cited works
// return by: list<string> | null -- dataset/work, where several datasets hold the paper
// cost: one pass over the papers per page
// see: known_references
// example: {"after": "", "limit": 2}
MATCH (paper:Paper)
WHERE paper.id > $after AND size(paper.references_outside) > 0
RETURN paper.id AS id, paper.datasets AS datasets, paper.references_outside AS outside,
  paper.outside_by AS by
ORDER BY id
LIMIT $limit
