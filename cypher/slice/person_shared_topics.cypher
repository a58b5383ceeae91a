// name: person_shared_topics
// doc: Who else writes about each topic of one person, and when, most papers first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the topic
// return year: integer | null -- last year in which the person wrote about it
// return degree: integer -- number of papers about it
// return years: list<list<any>> -- [year, ids of the others who wrote about it in that year]
// cost: the topics of one person times their papers times the authors of those
// example: {"id": "openalex:A5068542997", "limit": 1}
MATCH (:Person {id: $id})-[:AUTHORED]->(own:Paper)-[:ABOUT]->(topic:Topic)
WITH topic, max(own.year) AS mine
WITH topic, mine, COUNT { (topic)<-[:ABOUT]-(:Paper) } AS degree
MATCH (topic)<-[:ABOUT]-(paper:Paper)<-[:AUTHORED]-(other:Person)
WITH topic, mine, degree, paper.year AS year, collect(DISTINCT other.id) AS others
RETURN topic.id AS id, mine AS year, degree, collect([year, others]) AS years
ORDER BY degree DESC, id
LIMIT $limit
