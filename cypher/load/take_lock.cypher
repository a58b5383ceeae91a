// name: take_lock
// doc: Take the one lock of loading, unless somebody alive holds it; gives whoever holds it then.
// access: write
// param id: string -- name of the lock
// param holder: string -- id of the run that asks
// param gone: string | null -- id of a run that is known to have ended without giving it back
// param stale: string -- ISO time; a holder that gave no sign of life since has ended
// param properties: map -- task, host, process, since, beat
// return holder: string -- id of the run that holds it now
// return task: string -- what it does
// return host: string -- where it runs
// return process: integer -- its process number
// return since: string -- when it took it
// return beat: string -- its last sign of life
// rows: one
// cost: one index seek and one write
// see: give_lock
MERGE (lock:Lock {id: $id})
SET lock.asked = $holder
WITH lock, lock.holder IS NULL OR lock.holder = $holder OR lock.holder = $gone
  OR lock.beat < $stale AS free
SET lock += CASE WHEN free THEN $properties ELSE {} END
RETURN lock.holder AS holder, lock.task AS task, lock.host AS host,
  lock.process AS process, lock.since AS since, lock.beat AS beat
