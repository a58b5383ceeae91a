// name: find_hubs
// doc: Nodes with so many links that the answers of slices about them are kept.
// access: read
// param papers: integer -- papers past which a person is one
// param citations: integer -- citations past which all authors of a paper are
// param topic: integer -- papers past which a topic is one
// param institution: integer -- people past which an institution is one
// param limit: integer -- most rows returned
// return kind: string -- kind of the node
// return id: string -- its id
// return size: integer -- papers of a person or about a topic, people of an institution
// cost: one pass over all nodes
// see: store_hub
// example: {"papers": 30, "citations": 1000, "topic": 400, "institution": 400, "limit": 5}
CALL () {
  MATCH (person:Person)
  WITH person, COUNT { (person)-[:AUTHORED]->() } AS size
  WHERE size > $papers
  RETURN 'person' AS kind, person.id AS id, size
  UNION
  MATCH (paper:Paper)
  WITH paper, COUNT { (paper)<-[:CITES]-() } AS cited
  WHERE cited > $citations
  MATCH (paper)<-[:AUTHORED]-(person:Person)
  WITH DISTINCT person
  RETURN 'person' AS kind, person.id AS id, COUNT { (person)-[:AUTHORED]->() } AS size
  UNION
  MATCH (topic:Topic)
  WITH topic, COUNT { (topic)<-[:ABOUT]-() } AS size
  WHERE size > $topic
  RETURN 'topic' AS kind, topic.id AS id, size
  UNION
  MATCH (place:Institution)
  WITH place, COUNT { (place)<-[:AFFILIATED_WITH]-() } AS size
  WHERE size > $institution
  RETURN 'institution' AS kind, place.id AS id, size
}
RETURN kind, id, size
ORDER BY kind, size DESC, id
LIMIT $limit
