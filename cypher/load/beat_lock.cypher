// name: beat_lock
// doc: A sign of life of whoever holds the lock of loading.
// access: write
// param id: string -- name of the lock
// param holder: string -- id of the run that holds it
// param beat: string -- ISO time of now
// return held: integer -- 1 where it holds the lock, 0 where somebody took it
// rows: one
// cost: one index seek and one write
// see: take_lock
MATCH (lock:Lock {id: $id, holder: $holder})
SET lock.beat = $beat
RETURN count(lock) AS held
