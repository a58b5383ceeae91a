// name: held_papers
// doc: Ids of the papers that one dataset holds, page by page.
// access: read
// param dataset: string -- the dataset
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most ids of one page
// return id: string -- id of a paper
// cost: one pass over the papers per page
// see: delete_papers
// example: {"dataset": "openalex-sample", "after": "", "limit": 3}
MATCH (node:Paper)
WHERE node.id > $after AND $dataset IN node.datasets
RETURN node.id AS id
ORDER BY id
LIMIT $limit
