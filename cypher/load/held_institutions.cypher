// name: held_institutions
// doc: Ids of the institutions that one dataset holds, page by page.
// access: read
// param dataset: string -- the dataset
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most ids of one page
// return id: string -- id of a institution
// cost: one pass over the institutions per page
// see: delete_institutions
// example: {"dataset": "openalex-sample", "after": "", "limit": 3}
MATCH (node:Institution)
WHERE node.id > $after AND $dataset IN node.datasets
RETURN node.id AS id
ORDER BY id
LIMIT $limit
