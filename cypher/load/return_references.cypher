// name: return_references
// doc: Before papers are deleted, give their ids back to the papers that cite them; once is enough.
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
WITH citing, collect(DISTINCT id) AS gone, collect(name + '/' + id) AS marks,
  coalesce(citing.references_outside, []) AS outside, coalesce(citing.outside_by, []) AS said
SET citing.references_outside = outside + [work IN gone WHERE NOT work IN outside],
  citing.outside_by = CASE WHEN size(citing.datasets) > 1
    THEN said + [mark IN marks WHERE NOT mark IN said] END,
  citing.run_id = $run_id
RETURN count(citing) AS written
