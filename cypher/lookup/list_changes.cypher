// name: list_changes
// doc: The ledger of a run: pages of the ids of nodes it added, changed or removed.
// access: read
// param run_id: string -- id of the run
// param limit: integer -- most pages returned
// return id: string -- id of the page
// return kind: string -- kind of the nodes
// return action: string -- added, changed or removed
// return ids: list<string> -- ids of nodes
// cost: one index seek, then the pages of the run
// see: record_changes
// example: {"run_id": "no such run", "limit": 20}
MATCH (page:Ledger {run_id: $run_id})
RETURN page.id AS id, page.kind AS kind, page.action AS action, page.ids AS ids
ORDER BY id
LIMIT $limit
