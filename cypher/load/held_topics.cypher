// name: held_topics
// doc: Ids of the topics that one dataset holds, page by page.
// access: read
// param dataset: string -- the dataset
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most ids of one page
// return id: string -- id of a topic
// cost: one pass over the topics per page
// see: delete_topics
// example: {"dataset": "openalex-sample", "after": "", "limit": 3}
MATCH (node:Topic)
WHERE node.id > $after AND $dataset IN node.datasets
RETURN node.id AS id
ORDER BY id
LIMIT $limit
