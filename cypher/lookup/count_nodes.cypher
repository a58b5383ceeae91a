// name: count_nodes
// doc: How many nodes of each kind the graph holds.
// access: read
// return person: integer -- people
// return paper: integer -- papers
// return topic: integer -- topics
// return institution: integer -- institutions
// rows: one
// cost: none on Neo4j, which keeps these counts; one pass over the nodes on ArcadeDB
// example: {}
RETURN
  COUNT { (:Person) } AS person,
  COUNT { (:Paper) } AS paper,
  COUNT { (:Topic) } AS topic,
  COUNT { (:Institution) } AS institution
