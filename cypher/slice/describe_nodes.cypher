// name: describe_nodes
// doc: What a slice says of each node it names: kind, label, year and a few facts.
// access: read
// param papers: list<string> -- ids of papers
// param people: list<string> -- ids of people
// param topics: list<string> -- ids of topics
// param institutions: list<string> -- ids of institutions
// rows: one
// return nodes: list<list<any>> -- [id, kind, label, year, note, size]: year of a paper; note is the venue of a paper, identity of a person, source of a topic, country of an institution; size counts authors of a paper, papers of a person, papers about a topic, people of an institution
// cost: one index seek and one count per id
// example: {"papers": ["openalex:W2048185449"], "people": ["openalex:A5068542997"], "topics": ["openalex:T10102"], "institutions": ["openalex:I159129438"]}
CALL () {
  UNWIND $papers AS id
  MATCH (n:Paper {id: id})
  RETURN n.id AS node, 'paper' AS kind, n.title AS label, n.year AS year, n.venue AS note,
    n.authors_count AS size
  UNION ALL
  UNWIND $people AS id
  MATCH (n:Person {id: id})
  RETURN n.id AS node, 'person' AS kind, n.name AS label, null AS year, n.identity AS note,
    COUNT { (n)-[:AUTHORED]->(:Paper) } AS size
  UNION ALL
  UNWIND $topics AS id
  MATCH (n:Topic {id: id})
  RETURN n.id AS node, 'topic' AS kind, n.name AS label, null AS year, n.source AS note,
    COUNT { (n)<-[:ABOUT]-(:Paper) } AS size
  UNION ALL
  UNWIND $institutions AS id
  MATCH (n:Institution {id: id})
  RETURN n.id AS node, 'institution' AS kind, n.name AS label, null AS year, n.country AS note,
    COUNT { (n)<-[:AFFILIATED_WITH]-(:Person) } AS size
}
RETURN collect([node, kind, label, year, note, size]) AS nodes
