// name: index_person_orcid
// doc: Index for finding a person by its ORCID.
// access: schema
// cost: one pass over the nodes of this kind, once
CREATE INDEX person_orcid IF NOT EXISTS
FOR (n:Person)
ON (n.orcid)
