// name: edges_about
// doc: Which of the shown papers are about which of the shown topics.
// access: read
// param papers: list<string> -- ids of the shown papers
// param topics: list<string> -- ids of the shown topics
// param limit: integer -- most rows returned
// return source: string -- id of the edge's source
// return target: string -- id of its target
// return evidence: list<list<any>> -- one [paper id, year, score of the topic on the paper]
// cost: the shown papers times their topics
// example: {"papers": ["openalex:W2048185449"], "topics": ["openalex:T10102"], "limit": 3}
UNWIND $papers AS paper_id
MATCH (paper:Paper {id: paper_id})-[about:ABOUT]->(topic:Topic)
WHERE topic.id IN $topics
RETURN paper.id AS source, topic.id AS target, [[paper.id, paper.year, about.score]] AS evidence
ORDER BY source, target
LIMIT $limit
