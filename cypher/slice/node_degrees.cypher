// name: node_degrees
// doc: How much some topics and institutions are linked.
// access: read
// param topics: list<string> -- ids of topics
// param institutions: list<string> -- ids of institutions
// rows: one
// return degrees: list<list<any>> -- [id, papers about a topic or people of an institution]
// cost: one index seek and one count per id
// example: {"topics": ["openalex:T10102"], "institutions": ["openalex:I159129438"]}
CALL () {
  UNWIND $topics AS id
  MATCH (topic:Topic {id: id})
  RETURN topic.id AS node, COUNT { (topic)<-[:ABOUT]-() } AS degree
  UNION ALL
  UNWIND $institutions AS id
  MATCH (place:Institution {id: id})
  RETURN place.id AS node, COUNT { (place)<-[:AFFILIATED_WITH]-() } AS degree
}
RETURN collect([node, degree]) AS degrees
