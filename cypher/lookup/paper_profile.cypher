// name: paper_profile
// doc: What the page of one paper says first.
// access: read
// param id: string -- id of the paper
// return id: string -- the paper's id
// return title: string -- its title, as the source writes it
// return year: integer | null -- year of publication
// return date: string | null -- date of publication, as precise as the source gives it
// return type: string | null -- the source's word for what it is
// return venue: string | null -- where it was published
// return abstract: string | null -- abstract, where the source gives one
// return doi: string | null -- DOI
// return arxiv: string | null -- arXiv id
// return url: string | null -- the source's link
// return language: string | null -- language code
// return cited_by_count: integer | null -- the source's own count of citations
// return retracted: boolean -- whether the source says it was retracted
// return authors_count: integer -- all its authors
// return authors_truncated: boolean -- whether the source breaks its list of authors off
// return authors_here: integer -- those of them that are people here
// return awards: list<string> -- who funded it, and the number of the award where there is one
// return same_as: list<string> -- other ids of the paper
// return datasets: list<string> -- datasets that hold the paper
// return references: integer -- works it cites that are here
// return references_outside: integer -- works it cites that are not
// return citations: integer -- papers here that cite it
// rows: one
// cost: one index seek and two counts
// example: {"id": "openalex:W2048185449"}
MATCH (paper:Paper {id: $id})
RETURN paper.id AS id, paper.title AS title, paper.year AS year, paper.date AS date,
  paper.type AS type, paper.venue AS venue, paper.abstract AS abstract, paper.doi AS doi,
  paper.arxiv AS arxiv, paper.url AS url, paper.language AS language,
  paper.cited_by_count AS cited_by_count, coalesce(paper.retracted, false) AS retracted,
  coalesce(paper.authors_count, 0) AS authors_count,
  coalesce(paper.authors_truncated, false) AS authors_truncated,
  COUNT { (paper)<-[:AUTHORED]-(:Person) } AS authors_here, coalesce(paper.awards, []) AS awards,
  coalesce(paper.same_as, []) AS same_as, paper.datasets AS datasets, COUNT { (paper)-[:CITES]->(:Paper) } AS references,
  size(coalesce(paper.references_outside, [])) AS references_outside,
  COUNT { (paper)<-[:CITES]-(:Paper) } AS citations
