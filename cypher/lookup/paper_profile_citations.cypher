// name: paper_profile_citations
// doc: Papers here that cite one paper, newest first.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the paper
// return title: string -- its title, as the source writes it
// return year: integer | null -- year of publication
// return venue: string | null -- where it was published
// cost: the papers that cite one paper
// example: {"id": "openalex:W2048185449", "limit": 3}
MATCH (:Paper {id: $id})<-[:CITES]-(citing:Paper)
RETURN citing.id AS id, citing.title AS title, citing.year AS year, citing.venue AS venue
ORDER BY coalesce(year, 0) DESC, id
LIMIT $limit
