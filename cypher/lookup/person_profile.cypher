// name: person_profile
// doc: What the page of one person says first.
// access: read
// param id: string -- id of the person
// param close: integer -- papers together that make a collaborator a close one
// return id: string -- the person's id
// return name: string -- name
// return identity: string -- source, or name where people are told apart by name only
// return orcid: string | null -- ORCID
// return same_as: list<string> -- other ids of the person
// return datasets: list<string> -- datasets that hold the person
// return papers: integer -- papers here
// return first_year: integer | null -- year of the oldest paper
// return last_year: integer | null -- year of the newest paper
// return topics: integer -- topics of these papers
// return derived_topics: integer -- those of them that a method of ours found
// return coauthors: integer -- people who share a paper
// return close_collaborators: integer -- people who share at least $close papers
// rows: one
// cost: the papers of one person times their authors and topics
// example: {"id": "openalex:A5023888391", "close": 3}
MATCH (person:Person {id: $id})
CALL (person) {
  MATCH (person)-[:AUTHORED]->(paper:Paper)
  RETURN count(DISTINCT paper) AS papers, min(paper.year) AS first_year, max(paper.year) AS last_year
}
CALL (person) {
  MATCH (person)-[:AUTHORED]->(:Paper)-[:ABOUT]->(topic:Topic)
  WITH DISTINCT topic
  RETURN count(topic) AS topics,
    coalesce(sum(CASE WHEN topic.source = 'derived' THEN 1 ELSE 0 END), 0) AS derived_topics
}
CALL (person) {
  MATCH (person)-[:AUTHORED]->(paper:Paper)<-[:AUTHORED]-(other:Person)
  WHERE other.id <> person.id
  WITH other, count(DISTINCT paper) AS shared
  RETURN count(other) AS coauthors,
    coalesce(sum(CASE WHEN shared >= $close THEN 1 ELSE 0 END), 0) AS close_collaborators
}
RETURN person.id AS id, person.name AS name, person.identity AS identity, person.orcid AS orcid,
  coalesce(person.same_as, []) AS same_as, person.datasets AS datasets, papers, first_year,
  last_year, topics, derived_topics, coauthors, close_collaborators
