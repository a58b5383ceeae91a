// name: constraint_lock_id
// doc: One lock per name.
// access: schema
// cost: one pass over the locks, once
CREATE CONSTRAINT lock_id IF NOT EXISTS
FOR (lock:Lock)
REQUIRE lock.id IS UNIQUE
