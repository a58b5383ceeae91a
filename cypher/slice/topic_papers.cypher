// name: topic_papers
// doc: Papers about one topic, best score and newest first.
// access: read
// param id: string -- id of the topic
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of authors, score of the topic on the paper]
// cost: the papers about one topic
// example: {"id": "openalex:T10102", "limit": 3}
MATCH (:Topic {id: $id})<-[about:ABOUT]-(paper:Paper)
RETURN paper.id AS id, [[paper.id, paper.year, paper.authors_count, about.score]] AS evidence
ORDER BY about.score DESC, coalesce(paper.year, 0) DESC, id
LIMIT $limit
