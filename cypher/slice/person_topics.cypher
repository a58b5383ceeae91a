// name: person_topics
// doc: Topics of one person, most papers first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of papers about the topic, score of the topic on the paper] per paper
// cost: the papers of one person times their topics, and a count per topic
// example: {"id": "openalex:A5068542997", "limit": 3}
MATCH (:Person {id: $id})-[:AUTHORED]->(paper:Paper)-[about:ABOUT]->(topic:Topic)
WITH topic, collect([paper.id, paper.year, about.score]) AS found
WITH topic, found, COUNT { (topic)<-[:ABOUT]-(:Paper) } AS degree
RETURN topic.id AS id, [f IN found | [f[0], f[1], degree, f[2]]] AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
