// name: return_lineages
// doc: Before institutions are deleted, give their ids back to those that are part of them; once is enough.
// access: write
// param ids: list<string> -- ids of the institutions to be deleted
// param run_id: string -- the run that deletes
// return written: integer -- institutions changed
// rows: one
// cost: one index seek per id, then what is part of it
// see: delete_institutions
UNWIND $ids AS id
MATCH (parent:Institution {id: id})<-[part:PART_OF]-(institution:Institution)
WITH institution, id, part.datasets AS names
UNWIND names AS name
WITH institution, collect(DISTINCT id) AS gone, collect(name + '/' + id) AS marks,
  coalesce(institution.references_outside, []) AS outside,
  coalesce(institution.outside_by, []) AS said
SET institution.references_outside = outside + [each IN gone WHERE NOT each IN outside],
  institution.outside_by = CASE WHEN size(institution.datasets) > 1
    THEN said + [mark IN marks WHERE NOT mark IN said] END,
  institution.run_id = $run_id
RETURN count(institution) AS written
