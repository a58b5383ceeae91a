// name: give_lock
// doc: Give the lock of loading back.
// access: write
// param id: string -- name of the lock
// param holder: string -- id of the run that holds it
// return given: integer -- 1 where it held the lock
// rows: one
// cost: one index seek and one write
// see: take_lock
MATCH (lock:Lock {id: $id, holder: $holder})
SET lock.holder = NULL
RETURN count(lock) AS given
