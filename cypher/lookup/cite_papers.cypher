// name: cite_papers
// doc: What a list of references says of some papers.
// access: read
// param ids: list<string> -- ids of papers
// param authors: integer -- most authors named of one paper
// param limit: integer -- most rows returned: as many as ids
// return id: string -- the paper's id
// return title: string -- its title, as the source writes it
// return year: integer | null -- year of publication
// return date: string | null -- date of publication, as precise as the source gives it
// return type: string | null -- the source's word for what it is
// return venue: string | null -- where it was published
// return doi: string | null -- DOI
// return arxiv: string | null -- arXiv id
// return url: string | null -- the source's link
// return authors: list<string> -- names of the first authors, in the paper's order
// return authors_count: integer -- all its authors
// cost: one index seek per paper, and its authors
// see: paper_profile
// example: {"ids": ["openalex:W2048185449", "openalex:W2165122403"], "authors": 3, "limit": 2}
UNWIND $ids AS id
MATCH (paper:Paper {id: id})
CALL (paper) {
  MATCH (paper)<-[authored:AUTHORED]-(person:Person)
  WITH person.name AS name, authored.position AS position, person.id AS person_id
  ORDER BY position, person_id
  RETURN collect(name)[0..$authors] AS authors
}
RETURN paper.id AS id, paper.title AS title, paper.year AS year, paper.date AS date,
  paper.type AS type, paper.venue AS venue, paper.doi AS doi, paper.arxiv AS arxiv,
  paper.url AS url, authors, coalesce(paper.authors_count, size(authors)) AS authors_count
ORDER BY id
LIMIT $limit
