// name: authors_of
// doc: The people who wrote some papers.
// access: read
// param papers: list<string> -- ids of papers
// param limit: integer -- most rows returned
// return id: string -- id of a person
// cost: one index seek per paper, and its authors
// example: {"papers": ["openalex:W2048185449"], "limit": 3}
UNWIND $papers AS paper_id
MATCH (:Paper {id: paper_id})<-[:AUTHORED]-(person:Person)
RETURN DISTINCT person.id AS id
ORDER BY id
LIMIT $limit
