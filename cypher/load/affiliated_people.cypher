// name: affiliated_people
// doc: Ids of the people with an affiliation that one dataset states, page by page.
// access: read
// param dataset: string -- the dataset
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most ids of one page
// return id: string -- id of a person
// cost: one pass over the people and their affiliations per page
// see: stated_affiliations
// example: {"dataset": "openalex-sample", "after": "", "limit": 3}
MATCH (node:Person)-[affiliated:AFFILIATED_WITH]->(:Institution)
WHERE node.id > $after AND $dataset IN affiliated.datasets
RETURN DISTINCT node.id AS id
ORDER BY id
LIMIT $limit
