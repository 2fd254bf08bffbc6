import type { Connection, PoolConnection } from 'mysql2'
import type { TableRef } from '#plan'
import { errorNumber } from './failures.ts'
import { execute } from './session.ts'

/** Longest that a forgotten lock could last, in seconds: the server hangs up on a silent connection then. */
const MOST_SECONDS = 2

/**
 * Puts sessions that are open on one state of an InnoDB table: while it is locked against writing, each takes its
 * snapshot and reads of the table, which keeps it from being altered or emptied until the session's transaction ends.
 * A lock is granted only when no transaction has changed the table and is still to commit; it is asked for without
 * waiting, so nobody queues behind it: docs/decisions/0012-parts-of-one-state-in-mariadb.md.
 * @param locker a connection of its own, closed by whoever made it
 * @returns false when the lock is not to be had: other snapshots may differ then, and none is to be used
 * @throws the driver's error of a connection that is lost
 */
export async function takeOneState(
  locker: Connection,
  sessions: readonly PoolConnection[],
  { schema, table }: Pick<TableRef, 'schema' | 'table'>,
): Promise<boolean> {
  const name = [...(schema === null ? [] : [schema]), table].map(quoted).join('.')
  await Promise.all(sessions.map(prepare))
  if (!(await succeeds(locker, LOCKER)) || (await isReplicatedByCertification(locker))) return false
  if (!(await succeeds(locker, `LOCK TABLES ${name} READ NOWAIT`))) return false
  const taken = await Promise.all(sessions.map((session) => snapshot(session, name)))
  await execute(locker, 'UNLOCK TABLES')
  return taken.every(Boolean) && (await isInnodb(locker, schema, table))
}

/** InnoDB then locks the table too, which waits for writers that hold no lock of the server, as recovered ones. */
const LOCKER = `SET autocommit = 0, innodb_table_locks = 1, wait_timeout = ${MOST_SECONDS}`

/** At a lower isolation level WITH CONSISTENT SNAPSHOT means nothing. */
async function prepare(session: PoolConnection): Promise<void> {
  await execute(session, 'COMMIT')
  await execute(session, 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
}

async function snapshot(session: PoolConnection, name: string): Promise<boolean> {
  const began = succeeds(session, 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
  const touched = succeeds(session, `SELECT 1 FROM ${name} LIMIT 0`)
  return (await began) && (await touched)
}

/** A node of Galera commits what the others have sent whatever a session has locked. */
async function isReplicatedByCertification(connection: Connection): Promise<boolean> {
  const [row] = await execute(connection, `SHOW VARIABLES LIKE 'wsrep_on'`)
  return row !== undefined && String(row[1]) !== 'OFF'
}

/** Asked once the snapshots keep the table as it is: it may have been altered since it was described. */
async function isInnodb(connection: Connection, schema: string | null, table: string): Promise<boolean> {
  const engine = `SELECT engine FROM information_schema.tables
    WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?`
  const rows = await execute(connection, engine, [schema, table])
  return rows.length === 1 && String(rows[0]?.[0]) === 'InnoDB'
}

/** True unless the server refuses the statement. */
async function succeeds(connection: Connection, statement: string): Promise<boolean> {
  try {
    await execute(connection, statement)
    return true
  } catch (error) {
    if (errorNumber(error) === undefined) throw error
    return false
  }
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}
