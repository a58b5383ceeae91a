// name: paper_authors
// doc: Authors of one paper, in their order.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of authors, 1.0] per authorship
// cost: one index seek, then the authors of one paper
// example: {"id": "openalex:W2048185449", "limit": 3}
MATCH (paper:Paper {id: $id})<-[authored:AUTHORED]-(person:Person)
RETURN person.id AS id,
  [[paper.id, paper.year, paper.authors_count, 1.0]] AS evidence
ORDER BY authored.position, id
LIMIT $limit
