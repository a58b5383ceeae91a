// name: index_paper_arxiv
// doc: Index for finding a paper by its arXiv id.
// access: schema
// cost: one pass over the nodes of this kind, once
CREATE INDEX paper_arxiv IF NOT EXISTS
FOR (n:Paper)
ON (n.arxiv)
