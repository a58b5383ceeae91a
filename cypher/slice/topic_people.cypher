// name: topic_people
// doc: People who write about one topic, most papers first.
// access: read
// param id: string -- id of the topic
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of authors, score of the topic on the paper] per paper
// cost: the papers about one topic times their authors
// example: {"id": "openalex:T10102", "limit": 3}
MATCH (:Topic {id: $id})<-[about:ABOUT]-(paper:Paper)<-[:AUTHORED]-(person:Person)
RETURN person.id AS id,
  collect([paper.id, paper.year, paper.authors_count, about.score]) AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
