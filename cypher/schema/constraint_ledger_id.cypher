// name: constraint_ledger_id
// doc: One page of the ledger per id.
// access: schema
// cost: one pass over the ledger, once
CREATE CONSTRAINT ledger_id IF NOT EXISTS
FOR (page:Ledger)
REQUIRE page.id IS UNIQUE
