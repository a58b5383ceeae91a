// name: return_references
// doc: Before papers are deleted, give their ids back to the papers that cite them.
// access: write
// param ids: list<string> -- ids of the papers to be deleted
// param run_id: string -- the run that deletes
// return written: integer -- citing papers changed
// rows: one
// cost: one index seek per id, then its citations
// see: delete_papers
UNWIND $ids AS id
MATCH (cited:Paper {id: id})<-[cites:CITES]-(citing:Paper)
WITH citing, id, cites.datasets AS names
UNWIND names AS name
WITH citing, collect(DISTINCT id) AS gone, collect(name + '/' + id) AS marks
SET citing.references_outside = coalesce(citing.references_outside, []) + gone,
  citing.outside_by = CASE WHEN size(citing.datasets) > 1
    THEN coalesce(citing.outside_by, []) + marks END,
  citing.run_id = $run_id
RETURN count(citing) AS written
