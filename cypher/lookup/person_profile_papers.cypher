// name: person_profile_papers
// doc: One page of the papers of one person, newest first.
// access: read
// param id: string -- id of the person
// param skip: integer -- rows passed over
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the paper
// return title: string -- its title, as the source writes it
// return year: integer | null -- year of publication
// return type: string | null -- the source's word for what it is
// return venue: string | null -- where it was published
// return abstract: string | null -- abstract, where the source gives one
// return doi: string | null -- DOI
// return arxiv: string | null -- arXiv id
// return url: string | null -- the source's link
// return retracted: boolean -- whether the source says it was retracted
// return authors_count: integer -- all its authors
// return authors: list<map> -- the first ten authors with a node: {id, name}
// return citations: integer -- papers here that cite it
// cost: the papers of one person, then the authors of one page
// example: {"id": "openalex:A5023888391", "skip": 0, "limit": 3}
MATCH (:Person {id: $id})-[:AUTHORED]->(paper:Paper)
WITH DISTINCT paper
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
SKIP $skip
LIMIT $limit
CALL (paper) {
  MATCH (author:Person)-[authored:AUTHORED]->(paper)
  WITH author, authored
  ORDER BY authored.position, author.id
  LIMIT 10
  RETURN collect({id: author.id, name: author.name}) AS authors
}
RETURN paper.id AS id, paper.title AS title, paper.year AS year, paper.type AS type,
  paper.venue AS venue, paper.abstract AS abstract, paper.doi AS doi, paper.arxiv AS arxiv,
  paper.url AS url, coalesce(paper.retracted, false) AS retracted,
  coalesce(paper.authors_count, 0) AS authors_count, authors,
  COUNT { (paper)<-[:CITES]-(:Paper) } AS citations
ORDER BY coalesce(year, 0) DESC, coalesce(paper.date, '') DESC, id
LIMIT $limit
