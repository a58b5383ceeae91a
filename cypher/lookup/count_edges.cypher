// name: count_edges
// doc: How many edges of each kind the graph holds.
// access: read
// return authored: integer -- AUTHORED
// return affiliated_with: integer -- AFFILIATED_WITH
// return cites: integer -- CITES
// return about: integer -- ABOUT
// return part_of: integer -- PART_OF, between topics and between institutions
// rows: one
// cost: none on Neo4j, which keeps these counts; one pass over the edges on ArcadeDB
// example: {}
RETURN
  COUNT { ()-[:AUTHORED]->() } AS authored,
  COUNT { ()-[:AFFILIATED_WITH]->() } AS affiliated_with,
  COUNT { ()-[:CITES]->() } AS cites,
  COUNT { ()-[:ABOUT]->() } AS about,
  COUNT { ()-[:PART_OF]->() } AS part_of
