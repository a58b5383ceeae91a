// name: edges_part_of
// doc: Which of the shown topics are part of which.
// access: read
// param topics: list<string> -- ids of the shown topics
// param limit: integer -- most rows returned
// return source: string -- id of the edge's source
// return target: string -- id of its target
// return evidence: list<list<any>> -- none: an empty list
// cost: the shown topics times their parents
// example: {"topics": ["openalex:T10102", "openalex:subfields/1804"], "limit": 3}
UNWIND $topics AS topic_id
MATCH (topic:Topic {id: topic_id})-[:PART_OF]->(broader:Topic)
WHERE broader.id IN $topics
RETURN topic.id AS source, broader.id AS target, [] AS evidence
ORDER BY source, target
LIMIT $limit
