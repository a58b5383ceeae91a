// name: count_institution_parents
// doc: How many of the PART_OF edges lie between institutions.
// access: read
// return part_of: integer -- those that do
// rows: one
// cost: none on Neo4j, which keeps this count; one pass over the institutions on ArcadeDB
// example: {}
RETURN COUNT { (:Institution)-[:PART_OF]->() } AS part_of
