// name: topic_profile_relatives
// doc: The topics one topic is part of, and those that are part of it.
// access: read
// param id: string -- id of the topic
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the topic
// return name: string -- its name
// return level: string -- topic, subfield, field, domain, term or level-2 concept
// return source: string -- who says so; derived where a method of ours found it
// return broader: boolean -- whether the topic is part of this one
// cost: the parents and children of one topic
// example: {"id": "openalex:T10102", "limit": 5}
MATCH (topic:Topic {id: $id})
CALL (topic) {
  MATCH (topic)-[:PART_OF]->(other:Topic)
  RETURN other, true AS broader
  UNION
  MATCH (topic)<-[:PART_OF]-(other:Topic)
  RETURN other, false AS broader
}
RETURN other.id AS id, other.name AS name, other.level AS level, other.source AS source, broader
ORDER BY broader DESC, name, id
LIMIT $limit
