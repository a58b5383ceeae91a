// name: topic_profile
// doc: What the page of one topic says first.
// access: read
// param id: string -- id of the topic
// return id: string -- the topic's id
// return name: string -- its name
// return level: string -- topic, subfield, field, domain, term or level-2 concept
// return source: string -- who says so; derived where a method of ours found it
// return method: string | null -- the name of that method
// return datasets: list<string> -- datasets that hold the topic
// return papers: integer -- papers about it
// return people: integer -- their authors
// return first_year: integer | null -- year of the oldest paper
// return last_year: integer | null -- year of the newest paper
// rows: one
// cost: the papers about one topic times their authors
// example: {"id": "openalex:T10102"}
MATCH (topic:Topic {id: $id})
CALL (topic) {
  MATCH (topic)<-[:ABOUT]-(paper:Paper)
  RETURN count(DISTINCT paper) AS papers, min(paper.year) AS first_year, max(paper.year) AS last_year
}
CALL (topic) {
  MATCH (topic)<-[:ABOUT]-(:Paper)<-[:AUTHORED]-(person:Person)
  RETURN count(DISTINCT person) AS people
}
RETURN topic.id AS id, topic.name AS name, topic.level AS level, topic.source AS source,
  topic.method AS method, topic.datasets AS datasets, papers, people, first_year, last_year
