// name: institution_topics
// doc: Topics of the papers of one institution, most papers first.
// access: read
// param id: string -- id of the institution
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of papers about the topic, score of the topic] per paper
// cost: the papers of one institution times their topics
// example: {"id": "openalex:I159129438", "limit": 3}
MATCH (:Institution {id: $id})<-[:AFFILIATED_WITH]-(:Person)-[authored:AUTHORED]->(paper:Paper)
WHERE $id IN authored.institution_ids
WITH DISTINCT paper
MATCH (paper)-[about:ABOUT]->(topic:Topic)
WITH topic, collect([paper.id, paper.year, about.score]) AS found
WITH topic, found, COUNT { (topic)<-[:ABOUT]-(:Paper) } AS degree
RETURN topic.id AS id, [f IN found | [f[0], f[1], degree, f[2]]] AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
