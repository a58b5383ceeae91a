// name: shared_topic_papers
// doc: Papers of some people about some topics: what stands behind a shared topic.
// access: read
// param people: list<string> -- ids of people
// param topics: list<string> -- ids of topics
// param limit: integer -- most rows returned
// return person: string -- id of the person
// return papers: list<list<any>> -- [topic id, year, paper id]
// cost: the papers of these people times their topics
// example: {"people": ["openalex:A5068542997"], "topics": ["openalex:T10102"], "limit": 3}
UNWIND $people AS person_id
MATCH (person:Person {id: person_id})-[:AUTHORED]->(paper:Paper)-[:ABOUT]->(topic:Topic)
WHERE topic.id IN $topics
RETURN person.id AS person, collect([topic.id, paper.year, paper.id]) AS papers
ORDER BY person
LIMIT $limit
