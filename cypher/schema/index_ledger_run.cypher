// name: index_ledger_run
// doc: Finds the ledger of a run.
// access: schema
// cost: one pass over the ledger, once
CREATE INDEX ledger_run IF NOT EXISTS
FOR (page:Ledger)
ON (page.run_id)
