// name: index_institution_ror
// doc: Index for finding a institution by its ROR.
// access: schema
// cost: one pass over the nodes of this kind, once
CREATE INDEX institution_ror IF NOT EXISTS
FOR (n:Institution)
ON (n.ror)
