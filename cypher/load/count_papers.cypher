// name: count_papers
// doc: How many papers the graph holds.
// access: read
// return papers: integer -- papers of all datasets
// rows: one
// cost: one look at the engine's own count
// example: {}
MATCH (paper:Paper)
RETURN count(paper) AS papers
