// name: name_nodes
// doc: What an answer says of each node it names: kind, label and a line of facts.
// access: read
// param papers: list<string> -- ids of papers
// param people: list<string> -- ids of people
// param topics: list<string> -- ids of topics
// param institutions: list<string> -- ids of institutions
// param limit: integer -- most rows returned: as many as ids
// return id: string -- the node's id
// return kind: string -- paper, person, topic or institution
// return label: string -- its title or name, as the source writes it
// return year: integer | null -- year of a paper
// return note: string | null -- venue of a paper, identity of a person, source of a topic, country of an institution
// return size: integer -- authors of a paper, papers of a person, papers about a topic, people of an institution
// cost: one index seek and one count per id
// see: find_nodes
// example: {"papers": ["openalex:W2048185449"], "people": ["openalex:A5068542997"], "topics": ["openalex:T10102"], "institutions": ["openalex:I159129438"], "limit": 4}
CALL () {
  UNWIND $papers AS id
  MATCH (n:Paper {id: id})
  RETURN n.id AS id, 'paper' AS kind, n.title AS label, n.year AS year, n.venue AS note,
    coalesce(n.authors_count, 0) AS size
  UNION
  UNWIND $people AS id
  MATCH (n:Person {id: id})
  RETURN n.id AS id, 'person' AS kind, n.name AS label, null AS year, n.identity AS note,
    COUNT { (n)-[:AUTHORED]->(:Paper) } AS size
  UNION
  UNWIND $topics AS id
  MATCH (n:Topic {id: id})
  RETURN n.id AS id, 'topic' AS kind, n.name AS label, null AS year, n.source AS note,
    COUNT { (n)<-[:ABOUT]-(:Paper) } AS size
  UNION
  UNWIND $institutions AS id
  MATCH (n:Institution {id: id})
  RETURN n.id AS id, 'institution' AS kind, n.name AS label, null AS year, n.country AS note,
    COUNT { (n)<-[:AFFILIATED_WITH]-(:Person) } AS size
}
RETURN id, kind, label, year, note, size
ORDER BY id, kind
LIMIT $limit
