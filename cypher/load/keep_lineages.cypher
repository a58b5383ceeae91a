// name: keep_lineages
// doc: Keep the ids of what institutions are part of that are not in the graph.
// access: write
// param rows: list<map> -- one map per institution: id, outside, the ids, and by, dataset/id
// param run_id: string -- the run that writes
// return written: integer -- institutions written
// rows: one
// cost: one index seek and one write per row
// see: known_lineages
UNWIND $rows AS row
MATCH (institution:Institution {id: row.id})
SET institution.references_outside = row.outside, institution.outside_by = row.by,
  institution.run_id = $run_id
RETURN count(institution) AS written
