// name: paper_topics
// doc: Topics of one paper, best score first.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of papers about the topic, score]
// cost: the topics of one paper
// example: {"id": "openalex:W2048185449", "limit": 3}
MATCH (paper:Paper {id: $id})-[about:ABOUT]->(topic:Topic)
WITH paper, about, topic, COUNT { (topic)<-[:ABOUT]-(:Paper) } AS degree
RETURN topic.id AS id, [[paper.id, paper.year, degree, about.score]] AS evidence
ORDER BY about.score DESC, id
LIMIT $limit
