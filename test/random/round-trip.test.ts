import { expect, test } from 'vitest'
import { BOOLEAN, DATE, decimal, type EngineType, FLOAT64, INT32, INT64, STRING, TIMESTAMP } from '#arrow'
import { engineConfigFromObject } from '#config'
import { ValidationError } from '#core'
import type { Catalog, TableDescription } from '#plan'
import { convertSqlToQuery, parseQueryRequest } from '#query'
import { EnginePlanner, type Statement } from '../../libs/engine/query-planner.ts'
import { schemaFault } from '../semantics/support/published-schema.ts'
import { prngOf } from './prng.ts'
import { randomQuery } from './random-queries.ts'
import { queryText } from './syntax.ts'
import { type Home, type SqlType, TABLES, type TestTable } from './tables.ts'

const AS_OF = '2024-06-15T12:30:15.250Z'
const QUERIES = 400
const QUERIES_A_TEST = 50
const never = new AbortController().signal

const TYPES: Readonly<Record<SqlType, EngineType>> = {
  integer: INT32,
  bigint: INT64,
  numeric: decimal(12, 2),
  'double precision': FLOAT64,
  text: STRING,
  boolean: BOOLEAN,
  date: DATE,
  timestamp: TIMESTAMP,
}

const SERVERS: Readonly<Record<Home, readonly [sourceType: string, serverVersion: string]>> = {
  postgres: ['postgres', 'PostgreSQL 17.2'],
  mysql: ['mysql', 'MariaDB 10.11.6'],
  sqlite: ['sqlite', 'SQLite 3.50.4'],
  parquet: ['file', 'DuckDB'],
}

function describeTable({ name, home, columns }: TestTable): TableDescription {
  const [sourceType, serverVersion] = SERVERS[home]
  const text = home === 'mysql' ? 'case_insensitive' : 'binary'
  return {
    ref: { source: name, connection: home === 'parquet' ? name : home, sourceType, schema: null, table: name },
    columns: Object.entries(columns).map(([column, declared]) => {
      const type = TYPES[declared]
      const comparison = type.kind === 'string' ? text : null
      return { name: column, type, nativeType: type, sourceType: declared, nullable: true, comparison }
    }),
    primaryKey: [],
    estimatedRows: null,
    serverVersion,
  }
}

const tables = new Map(TABLES.map((table) => [table.name, describeTable(table)]))
const catalog: Catalog = {
  async describe({ parts }) {
    const table = tables.get(parts.join('.'))
    if (table === undefined) throw new ValidationError('UNKNOWN_TABLE', `There is no table ${parts.join('.')}.`)
    return table
  },
}
const planner = new EnginePlanner(catalog, engineConfigFromObject({}).query)

/** The plan, or what it was refused with; where it stands differs between a text and JSON. */
async function outcome(statement: Pick<Statement, 'sql' | 'query'>): Promise<unknown> {
  const common = { parameters: {}, default_connection_id: null, pushdown: 'auto' } as const
  try {
    return await planner.plan({ ...statement, ...common }, AS_OF, never)
  } catch (error) {
    if (error instanceof ValidationError) return { code: error.code, message: error.message }
    throw error
  }
}

const CHUNKS = Array.from({ length: QUERIES / QUERIES_A_TEST }, (_, chunk) => chunk)

test.each(CHUNKS)('random SQL survives as JSON, the same request and the same plan: seed %i', async (seed) => {
  const prng = prngOf(seed)
  let planned = 0
  for (let made = 0; made < QUERIES_A_TEST; made++) {
    const sql = queryText(randomQuery(prng))
    const request = await convertSqlToQuery({ sql })
    const query = JSON.parse(JSON.stringify(request))
    expect(parseQueryRequest(query).request, sql).toStrictEqual(request)
    expect(schemaFault(query), sql).toBeUndefined()
    const plan = await outcome({ sql, query: null })
    expect(await outcome({ sql: null, query }), sql).toEqual(plan)
    planned += Object.hasOwn(Object(plan), 'fragments') ? 1 : 0
  }
  expect(planned).toBeGreaterThan(0.9 * QUERIES_A_TEST)
})
