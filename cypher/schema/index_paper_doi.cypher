// name: index_paper_doi
// doc: Index for finding a paper by its DOI.
// access: schema
// cost: one pass over the nodes of this kind, once
CREATE INDEX paper_doi IF NOT EXISTS
FOR (n:Paper)
ON (n.doi)
