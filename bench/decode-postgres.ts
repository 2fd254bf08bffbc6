import pg from 'pg'
import {
  arrayOf,
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  type Field,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  JSONB,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
} from '#arrow'
import { ResultDecoder } from '../libs/connectors/postgres/result-decoder.ts'
import { recordAnswer } from '../libs/connectors/postgres/testing/record-answer.ts'
import { machine } from './machine.ts'

/**
 * Rows per CPU second from the bytes of PostgreSQL's protocol to columns: `node bench/decode-postgres.ts URI [rows]`.
 * Each answer is recorded once from the server and decoded again and again in chunks of a socket's size, so that neither
 * the server nor the network is measured. The last lists have the columns of TPC-H's lineitem.
 */
const [uri, rowsText = '200000'] = process.argv.slice(2)
const ROWS = Number(rowsText)
const CHUNK = 65_536
const RUNS = 7

interface Column {
  readonly name: string
  readonly type: EngineType
  /** SQL over `n`, 1 to the number of rows. */
  readonly sql: string
}

const COLUMNS: readonly Column[] = [
  { name: 'boolean', type: BOOLEAN, sql: 'n % 3 = 0' },
  { name: 'int16', type: INT16, sql: '(n % 30000)::int2' },
  { name: 'int32', type: INT32, sql: 'n' },
  { name: 'int64', type: INT64, sql: 'n::int8 * 1234567890123' },
  { name: 'float32', type: FLOAT32, sql: '(n / 7.0)::float4' },
  { name: 'float64', type: FLOAT64, sql: '(n / 7.0)::float8' },
  { name: 'decimal(15,2)', type: decimal(15, 2), sql: '(n * 13.37)::numeric(15,2)' },
  { name: 'decimal(38,10)', type: decimal(38, 10), sql: '(n * 1234567.0123456789)::numeric(38,10)' },
  { name: 'decimal(38,10), 30 digits', type: decimal(38, 10), sql: `(n * 98765432109876.0123456789)::numeric(38,10)` },
  { name: 'text of 3-10', type: STRING, sql: `repeat('x', 3 + n % 8)` },
  { name: 'text of 13-40', type: STRING, sql: `repeat('y', 13 + n % 28)` },
  { name: 'text of 200', type: STRING, sql: `repeat('é', 100)` },
  { name: 'NULL text', type: STRING, sql: 'NULL::text' },
  { name: 'binary of 20', type: BINARY, sql: `decode(repeat('ab', 20), 'hex')` },
  { name: 'date', type: DATE, sql: `date '1992-01-01' + n % 2500` },
  { name: 'time', type: TIME, sql: `time '00:00' + n * interval '1 second'` },
  { name: 'timestamp', type: TIMESTAMP, sql: `timestamp '1992-01-01' + n * interval '1 minute'` },
  { name: 'timestamptz', type: TIMESTAMPTZ, sql: `timestamptz '1992-01-01Z' + n * interval '1 minute'` },
  { name: 'interval', type: INTERVAL, sql: `n * interval '1 day 3 seconds'` },
  { name: 'uuid', type: UUID, sql: `md5(n::text)::uuid` },
  { name: 'jsonb', type: JSONB, sql: `jsonb_build_object('n', n)` },
  { name: 'int32[] of 3', type: arrayOf(INT32), sql: 'ARRAY[n, n + 1, NULL]' },
]

const key = (sql: string): Column => ({ name: 'key', type: INT32, sql })
const money = (sql: string): Column => ({ name: 'money', type: decimal(15, 2), sql: `(${sql})::numeric(15,2)` })
const text = (sql: string): Column => ({ name: 'text', type: STRING, sql })
const day = (sql: string): Column => ({ name: 'day', type: DATE, sql: `date '1992-01-01' + ${sql}` })

const FOUR: readonly Column[] = [key('n'), money('n % 90000 + 0.37'), money('n % 11 / 100.0'), day('n % 2500')]
const SIXTEEN: readonly Column[] = [
  key('n'),
  key('n % 200000'),
  key('n % 10000'),
  key('n % 7'),
  money('n % 50'),
  money('n % 90000 + 0.37'),
  money('n % 11 / 100.0'),
  money('n % 9 / 100.0'),
  text(`CASE n % 3 WHEN 0 THEN 'R' ELSE 'N' END`),
  text(`CASE n % 2 WHEN 0 THEN 'F' ELSE 'O' END`),
  day('n % 2500'),
  day('n % 2400'),
  day('n % 2450'),
  text(`'DELIVER IN PERSON'`),
  text(`'TRUCK'`),
  text(`repeat('abcdefgh ', 1 + n % 4)`),
]

async function record(client: pg.Client, columns: readonly Column[]) {
  const fields: readonly Field[] = columns.map(({ type }, index) => ({ name: `c${index}`, type, nullable: true }))
  const sql = `SELECT ${columns.map((column) => column.sql).join(', ')} FROM generate_series(1, ${ROWS}) n`
  return { sql, fields, answer: await recordAnswer(client, { sql, fields }) }
}

/** CPU seconds of the cheapest run: what else the machine does counts little. */
function decode({ sql, fields, answer }: Awaited<ReturnType<typeof record>>): number {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run += 1) {
    let rows = 0
    let failure: unknown
    const fail = (error: Error): void => {
      failure = error
    }
    const before = process.cpuUsage()
    const decoder = new ResultDecoder(
      { source: 'bench', sql, fields },
      {
        batch: ({ numRows }) => (rows += numRows),
        complete: () => undefined,
        failed: fail,
        broken: fail,
        ready: () => undefined,
      },
    )
    for (let at = 0; at < answer.length; at += CHUNK) decoder.feed(answer.subarray(at, at + CHUNK))
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1e6)
    if (failure !== undefined) throw failure
    if (rows !== ROWS) throw new Error(`${rows} rows`)
  }
  return best
}

const client = new pg.Client({ connectionString: uri })
await client.connect()
const version = (await client.query<{ v: string }>(`SELECT current_setting('server_version') AS v`)).rows[0]?.v
console.log(`${machine()}; PostgreSQL ${version}; ${ROWS} rows, cheapest of ${RUNS} runs`)
const lists: readonly (readonly [string, readonly Column[]])[] = [
  ...COLUMNS.map((column) => [column.name, [column]] as const),
  ['4 columns of lineitem', FOUR],
  ['16 columns of lineitem', SIXTEEN],
]
for (const [name, columns] of lists) {
  const recorded = await record(client, columns)
  const seconds = decode(recorded)
  const rate = `${(ROWS / seconds / 1e6).toFixed(1).padStart(6)} M rows/s`
  const bytes = `${(recorded.answer.length / seconds / 2 ** 20).toFixed(0).padStart(6)} MiB/s`
  console.log(`${name.padEnd(28)} ${rate} ${bytes} ${((seconds / ROWS) * 1e9).toFixed(0).padStart(6)} ns/row`)
}
await client.end()
