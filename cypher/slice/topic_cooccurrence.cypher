// name: topic_cooccurrence
// doc: Topics that papers about one topic are also about, most papers first.
// access: read
// param id: string -- id of the topic
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of papers about the neighbour, its score on the paper] per paper
// cost: the papers about one topic times their topics
// example: {"id": "openalex:T10102", "limit": 3}
MATCH (:Topic {id: $id})<-[:ABOUT]-(paper:Paper)-[about:ABOUT]->(topic:Topic)
WHERE topic.id <> $id
WITH topic, collect([paper.id, paper.year, about.score]) AS found
WITH topic, found, COUNT { (topic)<-[:ABOUT]-(:Paper) } AS degree
RETURN topic.id AS id, [f IN found | [f[0], f[1], degree, f[2]]] AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
