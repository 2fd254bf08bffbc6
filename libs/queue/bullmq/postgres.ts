import { createPostgresBackend as bullmqPostgres, quoteSchemaName, runMigrations, withBackend } from 'bullmq'
import pg from 'pg'
import type { QueueAddress } from './address.ts'
import {
  type BullBackend,
  type Envelope,
  EVENTS_KEPT,
  JOBS_KEPT_SECONDS,
  MEMBER_TTL_MS,
  type OnError,
  type Presence,
} from './backend.ts'
import { workerSettings } from './worker-settings.ts'

const { Queue, QueueEvents, Worker } = withBackend(bullmqPostgres)

// By age alone: keeping a count costs BullMQ's PostgreSQL a sort of all finished jobs at each end of one.
const JOBS_KEPT = { age: JOBS_KEPT_SECONDS }

/** Makes BullMQ's tables on the first use of a database and is safe to run by many processes at once. */
const PRESENCE_LOCK = 4_158_601_177

/**
 * BullMQ on PostgreSQL (13 or newer), in a schema of its own. Connections: at most four for each queue with its events
 * (one of them listens), three for each consumer and two for presence.
 */
export function createPostgresBackend(address: QueueAddress, schema: string, onError: OnError): BullBackend {
  const { url, where } = address
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000 })
  pool.on('error', onError)
  const connection = (max: number) => ({ connectionString: url, schema, max, connectionTimeoutMillis: 5_000 })
  const prepared = preparation(pool, schema)
  return {
    where,
    presence: postgresPresence(pool, schema),
    queue(name) {
      const options = {
        connection: connection(2),
        streams: { events: { maxLen: EVENTS_KEPT } },
        defaultJobOptions: { removeOnComplete: JOBS_KEPT, removeOnFail: JOBS_KEPT, stackTraceLimit: 0 },
      }
      const queue = new Queue<Envelope, string>(name, options)
      queue.on('error', onError)
      return queue
    },
    events(name) {
      const events = new QueueEvents(name, { connection: connection(1), autorun: false })
      events.on('error', onError)
      return events
    },
    worker(name, process, concurrency) {
      const options = { ...workerSettings, connection: connection(2), concurrency }
      const worker = new Worker<Envelope, string>(name, process, options)
      worker.on('error', onError)
      return worker
    },
    async ping() {
      await prepared()
      await pool.query('SELECT 1')
    },
    async close() {
      await pool.end()
    },
  }
}

/** Creates the schema and its tables once; a failed run is tried again at the next call. */
function preparation(pool: pg.Pool, schema: string): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= prepare(pool, schema).catch((error: unknown) => {
      done = undefined
      throw error
    })
    return done
  }
}

async function prepare(pool: pg.Pool, schema: string): Promise<void> {
  const client = await pool.connect()
  try {
    await runMigrations(client, schema)
    // One simple query is one transaction: the lock keeps two processes from creating the table at once.
    await client.query(
      `SELECT pg_advisory_xact_lock(${PRESENCE_LOCK});
       CREATE TABLE IF NOT EXISTS ${quoteSchemaName(schema)}.ajna_member (
         id text PRIMARY KEY, body text NOT NULL, seen_at timestamptz NOT NULL)`,
    )
  } finally {
    client.release()
  }
}

function postgresPresence(pool: pg.Pool, schema: string): Presence {
  const table = `${quoteSchemaName(schema)}.ajna_member`
  const alive = `seen_at > now() - interval '${MEMBER_TTL_MS} milliseconds'`
  return {
    async beat(member) {
      await pool.query(
        `INSERT INTO ${table} VALUES ($1, $2, now()) ON CONFLICT (id) DO UPDATE SET body = excluded.body, seen_at = now()`,
        [member.id, JSON.stringify(member)],
      )
      await pool.query(`DELETE FROM ${table} WHERE NOT (${alive})`)
    },
    async remove(member) {
      await pool.query(`DELETE FROM ${table} WHERE id = $1`, [member.id])
    },
    async list() {
      const { rows } = await pool.query<{ body: string }>(`SELECT body FROM ${table} WHERE ${alive} ORDER BY id`)
      return rows.map((row) => JSON.parse(row.body))
    },
  }
}
