// name: authors_of_several
// doc: The people who wrote some papers, those of most of them first.
// access: read
// param papers: list<string> -- ids of papers, each once
// param limit: integer -- most rows returned
// return id: string -- id of a person
// return name: string -- name
// return papers: integer -- how many of these papers they wrote
// cost: one index seek per paper, and its authors
// example: {"papers": ["openalex:W2048185449"], "limit": 3}
UNWIND $papers AS paper_id
MATCH (:Paper {id: paper_id})<-[:AUTHORED]-(person:Person)
WITH person, count(*) AS papers
RETURN person.id AS id, person.name AS name, papers
ORDER BY papers DESC, id
LIMIT $limit
