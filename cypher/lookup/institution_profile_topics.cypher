// name: institution_profile_topics
// doc: What the papers of one institution are about, most papers first.
// access: read
// param id: string -- id of the institution
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the topic
// return name: string -- its name
// return level: string -- topic, subfield, field, domain, term or level-2 concept
// return source: string -- who says so; derived where a method of ours found it
// return papers: integer -- papers that say so
// cost: the papers of one institution times their topics
// example: {"id": "openalex:I159129438", "limit": 8}
MATCH (:Institution {id: $id})<-[:AFFILIATED_WITH]-(:Person)-[authored:AUTHORED]->(paper:Paper)
WHERE $id IN authored.institution_ids
WITH DISTINCT paper
MATCH (paper)-[:ABOUT]->(topic:Topic)
RETURN topic.id AS id, topic.name AS name, topic.level AS level, topic.source AS source,
  count(DISTINCT paper) AS papers
ORDER BY papers DESC, name, id
LIMIT $limit
