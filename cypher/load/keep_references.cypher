// name: keep_references
// doc: Keep the ids of cited works that are not in the graph.
// access: write
// param rows: list<map> -- one map per paper: id, outside, the ids, and by, dataset/id
// param run_id: string -- the run that writes
// return written: integer -- papers written
// rows: one
// cost: one index seek and one write per row
// see: known_references
UNWIND $rows AS row
MATCH (paper:Paper {id: row.id})
SET paper.references_outside = row.outside, paper.outside_by = row.by, paper.run_id = $run_id
RETURN count(paper) AS written
