// name: count_institutions
// doc: How many institutions the graph holds.
// access: read
// return institutions: integer -- institutions of all datasets
// rows: one
// cost: one look at the engine's own count
// example: {}
MATCH (institution:Institution)
RETURN count(institution) AS institutions
