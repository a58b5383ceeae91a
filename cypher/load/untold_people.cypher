// name: untold_people
// doc: The people, and whether an affiliation of theirs does not say which of its papers are the newest, as earlier releases left it; page by page in the way of dump_people.
// access: read
// param after: string -- the last id of the page before; empty for the first page
// param limit: integer -- most people of one page
// return id: string -- id of the person
// return untold: boolean -- whether they have such an affiliation
// cost: a range of the index of ids, then the affiliations of those people
// see: dump_people stated_affiliations
// example: {"after": "openalex:A5000056829", "limit": 3}
MATCH (node:Person)
WHERE node.id > $after
WITH node
LIMIT $limit
RETURN node.id AS id, size([
  (node)-[at:AFFILIATED_WITH]->(:Institution) WHERE coalesce(size(at.newest), 0) = 0 | 1
]) > 0 AS untold
ORDER BY id
LIMIT $limit
