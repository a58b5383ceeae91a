// name: untold_people
// doc: People with an affiliation that does not say which of its papers are the newest, as earlier releases left it; page by page in the way of dump_people.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most people of one page
// return last: string | null -- the last id of this page; null after the last page
// return people: list<string> -- ids of those with such an affiliation
// rows: one
// cost: a range of the index of ids, then the affiliations of those people
// see: stated_affiliations
// example: {"after": "", "limit": 3}
MATCH (node:Person)
WHERE node.id > $after
WITH node
LIMIT $limit
OPTIONAL MATCH (node)-[at:AFFILIATED_WITH]->(:Institution)
WITH node.id AS id, sum(CASE WHEN at IS NULL OR size(at.newest) > 0 THEN 0 ELSE 1 END) AS untold
RETURN max(id) AS last, collect(CASE WHEN untold > 0 THEN id END) AS people
