import type { ClientBase } from 'pg'
import { QueryError } from '#core'
import { postgres } from '#dialects'
import type { TableRef } from '#plan'
import { property } from '../source-failure.ts'
import type { HeldSnapshot } from '../spi.ts'
import { statementTimeout } from './statement-timeout.ts'

/** The form of pg_export_snapshot's answer. */
const SNAPSHOT_ID = /^[0-9A-F]+(-[0-9A-F]+)+$/
/** Malformed or unknown, its transaction has ended, or (from version 17 on) there is none of that name. */
const NOT_HELD: ReadonlySet<string> = new Set(['22023', '55000', '42704'])
/**
 * How long a statement on a shared snapshot waits for a lock. Who has asked for the lock before it may itself wait for
 * the snapshot's holder, and the server cannot see that the holder waits for the statement.
 */
const LOCK_TIMEOUT_MS = 5_000
/** What a client emits when its connection has gone. */
const LAST_EVENTS = ['error', 'end'] as const

/**
 * Opens a transaction that holds a snapshot and an ACCESS SHARE lock on each table, since TRUNCATE and rewriting
 * (VACUUM FULL, ALTER TABLE) change tables under a snapshot too.
 * @returns the snapshot's id; https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION
 */
export async function exportSnapshot(
  client: ClientBase,
  tables: readonly TableRef[],
  timeoutMs: number,
): Promise<string> {
  const { tableName } = postgres('')
  await client.query(
    [
      'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
      `SET LOCAL ${statementTimeout(timeoutMs)}`,
      'SET LOCAL idle_in_transaction_session_timeout = 0',
      ...tables.map((table) => `SELECT FROM ${tableName(table)} LIMIT 0`),
    ].join('; '),
  )
  const { rows } = await client.query<{ id: string }>('SELECT pg_export_snapshot() AS id')
  return rows[0]?.id ?? ''
}

/**
 * Opens a transaction on a snapshot that another session holds.
 * @throws QueryError SNAPSHOT_LOST when nobody does; the driver's error
 */
export async function importSnapshot(
  client: ClientBase,
  source: string,
  snapshot: string,
  settings: readonly string[],
): Promise<void> {
  if (!SNAPSHOT_ID.test(snapshot)) throw snapshotLost(source, undefined)
  const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '${snapshot}'`
  try {
    await client.query([begin, ...settings, `SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`].join('; '))
  } catch (error) {
    throw NOT_HELD.has(property(error, 'code') ?? '') ? snapshotLost(source, error) : error
  }
}

/** What a session is to the snapshot it holds. */
interface HoldingSession {
  readonly client: ClientBase
  close(): Promise<void>
}

/** A snapshot and the session that holds it, which ends with `release`. */
export function heldSnapshot(id: string, session: HoldingSession): HeldSnapshot {
  const { promise: lost, resolve } = Promise.withResolvers<void>()
  const onLost = (): void => resolve()
  for (const event of LAST_EVENTS) session.client.once(event, onLost)
  return {
    id,
    lost,
    async release() {
      for (const event of LAST_EVENTS) session.client.off(event, onLost)
      await session.close()
    },
  }
}

/** The error of a statement that waited in vain for the lock that someone else had asked for before. */
export function snapshotInTheWay(source: string): QueryError {
  return new QueryError(
    'SNAPSHOT_LOST',
    `Source "${source}" changes a table of this query, and the change waits for the snapshot that the query reads; run it again.`,
    { source },
  )
}

function snapshotLost(source: string, cause: unknown): QueryError {
  return new QueryError(
    'SNAPSHOT_LOST',
    `Source "${source}" does not hold the snapshot any more that the fetches of this query share; run it again.`,
    { source, cause },
  )
}
