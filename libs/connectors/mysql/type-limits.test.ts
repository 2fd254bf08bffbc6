import { type Connection, createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { STRING } from '#arrow'
import type { MysqlSourceConfig } from '#config'
import { prngOf } from '../../../test/random/prng.ts'
import { freshMysqlDatabase } from '../../../test/services/index.ts'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { readAll } from '../testing.ts'
import { sourceAt } from './testing/source-at.ts'
import { CASES, OWN_TEXT } from './testing/type-limits.ts'
import { mysqlType, TYPES } from './types.ts'

const SEED = 20_261_127
const RANDOM_VALUES = 30

let admin: Connection
let config: MysqlSourceConfig
let reader: SourceReader
let mariadb = false

beforeAll(async () => {
  const server = await freshMysqlDatabase('CHARACTER SET utf8mb4')
  const { host, port, user, password, database } = server
  admin = await createConnection({ host, port, user, password, database, timezone: 'Z', rowsAsArray: true })
  await admin.query(`SET SESSION time_zone = '+00:00', sql_mode = 'NO_BACKSLASH_ESCAPES'`)
  config = sourceAt(server, { name: 'limits', maxConnections: 2 })
  reader = await createReader(config)
  mariadb = (await reader.test(AbortSignal.timeout(10_000))).startsWith('MariaDB')
})

afterAll(async () => {
  await reader.close()
  await admin.end()
})

test('there are cases of every type that is described', () => {
  expect(Object.keys(CASES).toSorted()).toEqual([...Object.keys(TYPES), 'decimal', 'bit'].toSorted())
})

const cases = Object.entries(CASES).flatMap(([name, list]) => list.map((one) => ({ name, ...one })))

/** MySQL has no uuid. */
function exists(name: string): boolean {
  return mariadb || name !== 'uuid'
}

test.each(cases)(
  `$declaration at its limits and at random (seed ${SEED})`,
  async ({ name, declaration, type, judge, limits, random }) => {
    if (!exists(name)) {
      await expect(admin.query(`CREATE TABLE t (c ${declaration})`)).rejects.toThrow()
      return
    }
    const prng = prngOf(SEED)
    const values = [...limits, 'NULL', ...Array.from({ length: RANDOM_VALUES }, () => random(prng))]
    await admin.query('DROP TABLE IF EXISTS t')
    await admin.query(`CREATE TABLE t (id int PRIMARY KEY, c ${declaration})`)
    for (const [id, value] of values.entries()) await admin.query(`INSERT INTO t VALUES (${id}, ${value})`)
    const fields = [type, STRING, STRING].map((kind, index) => ({ name: `c${index}`, type: kind, nullable: true }))
    const rows = await readAll(reader, {
      sql: `SELECT c, ${judge.text}, ${OWN_TEXT.has(judge) ? 'CAST(c AS CHAR)' : 'NULL'} FROM t ORDER BY id`,
      fields,
    })
    expect(rows).toHaveLength(values.length)
    for (const [value, text] of rows) {
      const printed = value === null || value === undefined ? null : judge.print(value)
      if (judge.same === undefined || printed === null) expect(printed).toBe(text)
      else expect(judge.same(String(text), printed), `${printed} for ${text}`).toBe(true)
    }
    if (!OWN_TEXT.has(judge)) return
    const asText = await readAll(reader, { sql: 'SELECT c FROM t ORDER BY id', fields: fields.slice(1, 2) })
    expect(asText.map(([text]) => text)).toEqual(rows.map(([, , text]) => text))
  },
)

test('the catalog names the types that are read here', async () => {
  const found = Object.entries(CASES).filter(([name]) => exists(name))
  const columns = found.map(([name, [first]]) => `\`${name}\` ${first?.declaration}`)
  await admin.query(`CREATE TABLE named (${columns.join(', ')})`)
  const described = await reader.describe(sourceTable({ ...config, table: 'named' }), {}, AbortSignal.timeout(10_000))
  for (const { name, type } of described?.columns ?? []) {
    // MariaDB keeps JSON as text.
    if (name !== 'json') expect([name, type]).toEqual([name, CASES[name]?.[0]?.type])
  }
  expect(mysqlType('geometry', 'geometry')).toBeUndefined()
})
