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
MATCH (cited:Paper {id: id})<-[:CITES]-(citing:Paper)
WITH citing, collect(id) AS gone
SET citing.references_outside = coalesce(citing.references_outside, []) + gone,
  citing.run_id = $run_id
RETURN count(citing) AS written
