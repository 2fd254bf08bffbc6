import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshMysqlDatabase } from '../services/index.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'

const TABLES = [
  'CREATE TABLE samples (id int PRIMARY KEY, a int, b int, n decimal(10,2), s varchar(20), d date)',
  `INSERT INTO samples VALUES (1, 7, 2, 1.50, 'abc', '2024-01-31'), (2, -7, 2, -2.25, 'été', '2023-02-28'),
    (3, NULL, 0, NULL, NULL, NULL), (4, 9, 0, 0.00, '', '2024-02-29'), (5, 0, -3, 10.10, 'it''s', '1969-12-31')`,
]

/** MySQL's own texts, each answered by a MySQL server and by the engine over that server's table. */
const TEXTS = [
  'SELECT id, a FROM samples ORDER BY a, id',
  'SELECT id, a FROM samples ORDER BY a DESC, id DESC LIMIT 1, 3',
  'SELECT id, a / b AS q FROM samples WHERE b IN (2, 0) ORDER BY id',
  'SELECT id, a DIV b AS q, a % b AS r, MOD(a, b) AS m FROM samples ORDER BY id',
  'SELECT id, -a + 2 * b - 1 AS x FROM samples ORDER BY id',
  'SELECT id FROM samples WHERE a = 7 OR b = 0 AND NOT a > 8 ORDER BY id',
  'SELECT id, IFNULL(a, 0) AS x, IF(a > 0, "yes", \'no\') AS y, NULLIF(b, 0) AS z FROM samples ORDER BY id',
  `SELECT id, CONCAT(s, '-', id) AS c, LENGTH(s) AS bytes, CHAR_LENGTH(s) AS n FROM samples ORDER BY id`,
  'SELECT id, YEAR(d) AS y, MONTH(d) AS m, DAY(d) AS k FROM samples ORDER BY id',
  'SELECT id, CAST(DATE_ADD(d, INTERVAL 1 MONTH) AS DATE) AS x FROM samples ORDER BY id',
  `SELECT id, DATE_SUB(DATE '2024-03-31', INTERVAL 1 MONTH) AS x FROM samples ORDER BY id`,
  'SELECT b, COUNT(*) AS n, COUNT(a) AS k, SUM(n) AS s, MAX(d) AS d FROM samples GROUP BY b HAVING COUNT(*) > 1 ORDER BY b',
  'SELECT id, GREATEST(a, b) AS g, LEAST(a, b, 1) AS l, ROUND(n) AS r, ROUND(n, 1) AS t FROM samples ORDER BY id',
  `SELECT id, SUBSTRING(s, 2, 1) AS x, LEFT(s, 2) AS l, RIGHT(s, 1) AS r, REPLACE(s, 'b', '\\'') AS p FROM samples ORDER BY id`,
  'SELECT id, CAST(n AS SIGNED) AS x, CAST(a AS DECIMAL(10, 1)) AS y FROM samples ORDER BY id',
  'SELECT id, SUM(a) OVER (ORDER BY a, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM samples ORDER BY id',
  'SELECT x.id, y.id AS other FROM samples x LEFT JOIN samples y ON x.a = -y.a ORDER BY x.id, y.id',
  `SELECT id FROM samples WHERE s LIKE '%\\'%' OR s NOT LIKE '_%' ORDER BY id`,
  'SELECT a FROM samples WHERE id < 3 UNION SELECT b FROM samples ORDER BY 1',
]

let server: Connection
let engine: SemanticsEngine

beforeAll(async () => {
  const { url } = await freshMysqlDatabase()
  server = await createConnection({ uri: url, dateStrings: true })
  for (const statement of TABLES) await server.query(statement)
  engine = await openEngine({ samples: { type: 'mysql', uri: url } })
}, 180_000)

afterAll(async () => {
  await engine?.close()
  await server?.end()
})

test.each(TEXTS)('%s', async (sql) => {
  const [expected] = await server.query<RowDataPacket[][]>({ sql, rowsAsArray: true })
  for (const pushdown of ['auto', 'off'] as const) {
    const ours = await engine.run(sql, { dialect: 'mysql', pushdown })
    expect(ours).toMatchObject({ kind: 'rows' })
    if (ours.kind === 'rows')
      expect(ours.rows.map((row) => row.map(byValue))).toStrictEqual(expected.map((row) => row.map(byValue)))
  }
})

/** Numbers by their value, whatever their digits. */
function byValue(value: unknown): unknown {
  if (value === null) return null
  const text = String(value)
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
}
