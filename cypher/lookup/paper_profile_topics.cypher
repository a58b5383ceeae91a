// name: paper_profile_topics
// doc: What one paper is about, surest first.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the topic
// return name: string -- its name
// return level: string -- topic, subfield, field, domain, term or level-2 concept
// return source: string -- who says so; derived where a method of ours found it
// return score: float -- how sure the source is, 0 to 1
// cost: the topics of one paper
// example: {"id": "openalex:W2048185449", "limit": 8}
MATCH (:Paper {id: $id})-[about:ABOUT]->(topic:Topic)
RETURN topic.id AS id, topic.name AS name, topic.level AS level, topic.source AS source,
  about.score AS score
ORDER BY score DESC, name, id
LIMIT $limit
