// name: record_changes
// doc: Write one page of a run's ledger: ids of nodes it added, changed or removed.
// access: write
// param id: string -- id of the page: the run's id and a number
// param properties: map -- run_id, dataset, kind, action, ids
// return written: integer -- 1
// rows: one
// cost: one index seek and one write
// see: list_changes
MERGE (page:Ledger {id: $id})
SET page += $properties
RETURN count(page) AS written
