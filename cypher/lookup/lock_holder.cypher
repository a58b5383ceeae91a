// name: lock_holder
// doc: Who holds the lock of loading, if anybody does.
// access: read
// param id: string -- name of the lock
// param limit: integer -- most rows returned
// return holder: string -- id of the run that holds it
// return task: string -- what it does
// return host: string -- where it runs
// return process: integer -- its process number
// return since: string -- when it took it
// return beat: string -- its last sign of life
// cost: one index seek
// see: take_lock
// example: {"id": "load", "limit": 1}
MATCH (lock:Lock {id: $id})
WHERE lock.holder IS NOT NULL
RETURN lock.holder AS holder, lock.task AS task, lock.host AS host,
  lock.process AS process, lock.since AS since, lock.beat AS beat
ORDER BY holder
LIMIT $limit
