// name: topic_relatives
// doc: Topics that one topic is part of, and those that are part of it.
// access: read
// param id: string -- id of the topic
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [topic id, null, null, 1.0]: the broader or narrower topic itself
// cost: the parents and children of one topic
// example: {"id": "openalex:T10102", "limit": 3}
MATCH (ego:Topic {id: $id})
CALL (ego) {
  MATCH (ego)-[:PART_OF]->(topic:Topic)
  RETURN topic
  UNION
  MATCH (ego)<-[:PART_OF]-(topic:Topic)
  RETURN topic
}
RETURN topic.id AS id, [[topic.id, null, null, 1.0]] AS evidence
ORDER BY id
LIMIT $limit
