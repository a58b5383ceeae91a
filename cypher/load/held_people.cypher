// name: held_people
// doc: Ids of the people that one dataset holds, page by page.
// access: read
// param dataset: string -- the dataset
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most ids of one page
// return id: string -- id of a person
// cost: one pass over the people per page
// see: delete_people
// example: {"dataset": "openalex-sample", "after": "", "limit": 3}
MATCH (node:Person)
WHERE node.id > $after AND $dataset IN node.datasets
RETURN node.id AS id
ORDER BY id
LIMIT $limit
