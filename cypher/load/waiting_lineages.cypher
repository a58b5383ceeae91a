// name: waiting_lineages
// doc: Institutions that are part of what is outside the graph, page by page.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most institutions of one page
// return id: string -- id of the institution
// return datasets: list<string> -- the datasets that hold it
// return outside: list<string> -- ids of what it is part of
// return by: list<string> | null -- dataset/id, where several datasets hold the institution
// cost: one pass over the institutions per page
// see: known_lineages
// example: {"after": "", "limit": 2}
MATCH (institution:Institution)
WHERE institution.id > $after AND size(institution.references_outside) > 0
RETURN institution.id AS id, institution.datasets AS datasets,
  institution.references_outside AS outside, institution.outside_by AS by
ORDER BY id
LIMIT $limit
