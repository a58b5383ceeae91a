// name: topic_profile_people
// doc: Who writes about one topic, most papers first.
// access: read
// param id: string -- id of the topic
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the person
// return name: string -- name
// return identity: string -- source, or name where people are told apart by name only
// return papers: integer -- papers about it
// cost: the papers about one topic times their authors
// example: {"id": "openalex:T10102", "limit": 5}
MATCH (:Topic {id: $id})<-[:ABOUT]-(paper:Paper)<-[:AUTHORED]-(person:Person)
RETURN person.id AS id, person.name AS name, person.identity AS identity,
  count(DISTINCT paper) AS papers
ORDER BY papers DESC, name, id
LIMIT $limit
