// name: person_profile_topics
// doc: What one person writes about, most papers first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the topic
// return name: string -- its name
// return level: string -- topic, subfield, field, domain, term or level-2 concept
// return source: string -- who says so; derived where a method of ours found it
// return papers: integer -- papers that say so
// cost: the papers of one person times their topics
// example: {"id": "openalex:A5023888391", "limit": 8}
MATCH (:Person {id: $id})-[:AUTHORED]->(paper:Paper)-[:ABOUT]->(topic:Topic)
RETURN topic.id AS id, topic.name AS name, topic.level AS level, topic.source AS source,
  count(DISTINCT paper) AS papers
ORDER BY papers DESC, name, id
LIMIT $limit
