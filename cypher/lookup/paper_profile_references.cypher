// name: paper_profile_references
// doc: Papers here that one paper cites, newest first.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the paper
// return title: string -- its title, as the source writes it
// return year: integer | null -- year of publication
// return venue: string | null -- where it was published
// cost: the references of one paper
// example: {"id": "openalex:W2048185449", "limit": 3}
MATCH (:Paper {id: $id})-[:CITES]->(cited:Paper)
RETURN cited.id AS id, cited.title AS title, cited.year AS year, cited.venue AS venue
ORDER BY coalesce(year, 0) DESC, id
LIMIT $limit
