import mysql, { type Connection } from 'mysql2'
import {
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
  JSON_TYPE,
  STRING,
  TIME,
  TIMESTAMP,
  UINT64,
  UUID,
} from '#arrow'
import { Answer } from '../libs/connectors/mysql/wire/answer.ts'
import { type RowDecoder, rowDecoder } from '../libs/connectors/mysql/wire/row-decoder.ts'
import { recordAnswer } from '../libs/connectors/mysql/wire/testing.ts'
import { machine } from './machine.ts'

/**
 * Rows per CPU second from the bytes of MySQL's binary protocol to columns: `node bench/decode-mysql.ts URI [rows]`.
 * Each answer is recorded once from the server and decoded again and again in chunks of a socket's size, so that neither
 * the server nor the network is measured. The last lists have the columns of TPC-H's lineitem.
 */
const [uri = 'mysql://root@127.0.0.1/test', rowsText = '200000'] = process.argv.slice(2)
const ROWS = Number(rowsText)
const CHUNK = 256 * 1024
const RUNS = 7

interface Column {
  readonly name: string
  readonly type: EngineType
  /** SQL over `n`, 1 to the number of rows. */
  readonly sql: string
}

const day = (days: string): string => `date_add(cast('1992-01-01' AS date), INTERVAL ${days} DAY)`
const COLUMNS: readonly Column[] = [
  { name: 'boolean', type: BOOLEAN, sql: 'n % 3 = 0' },
  { name: 'int16', type: INT16, sql: 'small' },
  { name: 'int32', type: INT32, sql: 'plain' },
  { name: 'int64', type: INT64, sql: 'CAST(n AS SIGNED) * 1234567890123' },
  { name: 'uint64', type: UINT64, sql: 'CAST(n AS UNSIGNED) * 1234567890123' },
  { name: 'float32', type: FLOAT32, sql: 'short' },
  { name: 'float64', type: FLOAT64, sql: 'n / 7e0' },
  { name: 'decimal(15,2)', type: decimal(15, 2), sql: 'CAST(n * 13.37 AS decimal(15,2))' },
  { name: 'decimal(18,2), 17 digits', type: decimal(18, 2), sql: 'CAST(n + 123456789012345.67 AS decimal(18,2))' },
  { name: 'decimal(38,10)', type: decimal(38, 10), sql: 'CAST(n * 1234567.0123456789 AS decimal(38,10))' },
  { name: 'text of 3-10', type: STRING, sql: `repeat('x', 3 + n % 8)` },
  { name: 'text of 13-40', type: STRING, sql: `repeat('y', 13 + n % 28)` },
  { name: 'text of 200', type: STRING, sql: `repeat('é', 100)` },
  { name: 'NULL', type: STRING, sql: `nullif('a', 'a')` },
  { name: 'binary of 20', type: BINARY, sql: `unhex(repeat('ab', 20))` },
  { name: 'bits', type: UINT64, sql: 'bits' },
  { name: 'date', type: DATE, sql: day('n % 2500') },
  { name: 'time', type: TIME, sql: 'sec_to_time(n % 86400)' },
  { name: 'timestamp', type: TIMESTAMP, sql: `date_add(cast('1992-01-01' AS datetime), INTERVAL n MINUTE)` },
  { name: 'timestamp(6)', type: TIMESTAMP, sql: `date_add(cast('1992-01-01' AS datetime(6)), INTERVAL n MICROSECOND)` },
  { name: 'json', type: JSON_TYPE, sql: `json_object('n', n)` },
  {
    name: 'uuid from text',
    type: UUID,
    sql: `insert(insert(insert(insert(md5(n), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')`,
  },
  { name: 'int64 from decimal', type: INT64, sql: 'CAST(n AS decimal(20,0))' },
]

const key = (sql: string): Column => ({ name: 'key', type: INT32, sql })
const money = (sql: string): Column => ({ name: 'money', type: decimal(15, 2), sql: `CAST(${sql} AS decimal(15,2))` })
const text = (sql: string): Column => ({ name: 'text', type: STRING, sql })
const date = (days: string): Column => ({ name: 'day', type: DATE, sql: day(days) })

const FOUR: readonly Column[] = [key('plain'), money('n % 90000 + 0.37'), money('n % 11 / 100.0'), date('n % 2500')]
const SIXTEEN: readonly Column[] = [
  key('plain'),
  key('plain'),
  key('plain'),
  key('plain'),
  money('n % 50'),
  money('n % 90000 + 0.37'),
  money('n % 11 / 100.0'),
  money('n % 9 / 100.0'),
  text(`elt(1 + n % 3, 'R', 'N', 'A')`),
  text(`elt(1 + n % 2, 'F', 'O')`),
  date('n % 2500'),
  date('n % 2400'),
  date('n % 2450'),
  text(`'DELIVER IN PERSON'`),
  text(`'TRUCK'`),
  text(`repeat('abcdefgh ', 1 + n % 4)`),
]

/** A table of numbers; temporary, so that nothing is left behind. */
const TABLE = [
  'CREATE TEMPORARY TABLE numbers (n int, plain int, small smallint, short float, bits bit(40))',
  `INSERT INTO numbers WITH RECURSIVE d AS (SELECT 0 AS d UNION ALL SELECT d + 1 FROM d WHERE d < 999)
    SELECT n, n, n % 30000, n / 7, n FROM (SELECT a.d * 1000 + b.d + 1 AS n FROM d a, d b) m WHERE n <= ${ROWS}`,
]

/** The first value of the first row, or nothing. */
function query(connection: Connection, sql: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query({ sql, rowsAsArray: true }, (error, rows) => {
      if (error === null) resolve(Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0][0] : undefined)
      else reject(error)
    })
  })
}

/** CPU seconds of the cheapest run: what else the machine does counts little. */
function decode(fields: readonly Field[], answer: Buffer): number {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run += 1) {
    let rows = 0
    let decoder: RowDecoder | undefined
    const before = process.cpuUsage()
    const described: ConstructorParameters<typeof Answer>[0]['described'] = (columns) => {
      decoder = rowDecoder('bench', columns, fields, ({ numRows }) => {
        rows += numRows
      })
      return decoder.row
    }
    const reader = new Answer({ described }, 1, answer.length)
    for (let at = 0; at < answer.length; at += CHUNK) reader.take(answer.subarray(at, at + CHUNK))
    rows += decoder?.finish()?.numRows ?? 0
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1e6)
    if (rows !== ROWS) throw new Error(`${rows} rows`)
  }
  return best
}

const connection = mysql.createConnection({ uri, charset: 'utf8mb4' })
for (const sql of TABLE) await query(connection, sql)
const version = String(await query(connection, 'SELECT version()'))
console.log(`${machine()}; server ${version}; ${ROWS} rows, cheapest of ${RUNS} runs`)
const lists: readonly (readonly [string, readonly Column[]])[] = [
  ...COLUMNS.map((column) => [column.name, [column]] as const),
  ['4 columns of lineitem', FOUR],
  ['16 columns of lineitem', SIXTEEN],
]
for (const [name, columns] of lists) {
  const fields = columns.map(({ type }, index) => ({ name: `c${index}`, type, nullable: true }))
  const sql = `SELECT ${columns.map((column, index) => `${column.sql} AS c${index}`).join(', ')} FROM numbers`
  const answer = await recordAnswer(connection, sql)
  const seconds = decode(fields, answer)
  const rate = `${(ROWS / seconds / 1e6).toFixed(1).padStart(6)} M rows/s`
  const bytes = `${(answer.length / seconds / 2 ** 20).toFixed(0).padStart(6)} MiB/s`
  console.log(`${name.padEnd(28)} ${rate} ${bytes} ${((seconds / ROWS) * 1e9).toFixed(0).padStart(6)} ns/row`)
}
connection.destroy()
