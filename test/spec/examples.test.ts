import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typeName } from '#arrow'
import { AnalyticalEngine, type ConfigurationError, type QueryRequest, type QueryResult } from '#engine'
import { type Answer, firstDifference, sortedRows } from '../support/compare.ts'
import { referenceAnswer } from '../support/reference.ts'
import { makeShop, type Shop } from './shop.ts'

let folder: string
let shop: Shop
let engine: AnalyticalEngine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-spec-'))
  shop = await makeShop(folder)
  engine = new AnalyticalEngine({ datasourceConfigPath: shop.datasources })
}, 180_000)

afterAll(async () => {
  await engine?.close()
  rmSync(folder, { recursive: true })
})

function sqlOf(name: string): string {
  return readFileSync(join(import.meta.dirname, '..', 'data', 'specification', 'queries', `${name}.sql`), 'utf8')
}

/** SQL converted, sent through JSON, and run: the way of every example. */
async function runSql(sql: string, defaultConnection?: string): Promise<QueryResult> {
  const input = defaultConnection === undefined ? { sql } : { sql, default_connection_id: defaultConnection }
  const request: QueryRequest = JSON.parse(JSON.stringify(await engine.convertSqlToQuery(input)))
  return engine.executeQuery(request)
}

async function answerOf({ metadata, data }: QueryResult): Promise<Answer> {
  const fields = metadata.fields.map(({ name, type }) => ({ name, type: typeName(type) }))
  const rows = await data.toDicts()
  return { fields, rows: rows.map((row) => fields.map(({ name }) => row[name])) }
}

interface Example {
  readonly name: string
  /** What PostgreSQL is asked, where it refuses the specification's own text. */
  readonly onReference?: (sql: string) => string
  /** The ORDER BY leaves ties. */
  readonly ties?: true
  readonly defaultConnection?: string
}

const examples: readonly Example[] = [
  { name: 'top_customers' },
  { name: 'high_value_customers_2024' },
  { name: 'monthly_event_analytics', ties: true },
  { name: 'customer_segmentation_analysis' },
  { name: 'top_customers_with_trends' },
  { name: 'comprehensive_user_analytics' },
  {
    name: 'customer_analytics',
    onReference: (sql) =>
      sql.replace(
        "DATE_PART('days', MAX(o.order_date) - MIN(o.order_date))",
        '(MAX(o.order_date) - MIN(o.order_date))::double precision',
      ),
  },
  { name: 'product_category_stats' },
  { name: 'debug_conversion' },
  {
    name: 'athena_regional_growth_analysis',
    defaultConnection: 'warehouse',
    onReference: (sql) =>
      sql.replace('ROUND(revenue_rank * 100, 1)', 'ROUND((revenue_rank * 100)::numeric, 1)::double precision'),
  },
]

describe("the specification's SQL gives PostgreSQL's answer over four sources", () => {
  test.each(examples)('$name', async ({ name, onReference, ties, defaultConnection }) => {
    const sql = sqlOf(name)
    const answer = await answerOf(await runSql(sql, defaultConnection))
    const reference = await referenceAnswer(shop.reference, onReference?.(sql) ?? sql)
    expect(reference.rows.length).toBeGreaterThan(0)
    expect(answer.fields.map(({ type }) => type.replace(/\(.*/, ''))).toEqual(reference.types)
    const sorted = ties === true
    const rows = sorted ? sortedRows(reference.rows) : reference.rows
    const ours = sorted ? { ...answer, rows: sortedRows(answer.rows) } : answer
    expect(firstDifference(ours, rows)).toBeUndefined()
  })

  test.each(['active_users_limit_5', 'active_users_limit_10'])('%s: any active users, that many', async (name) => {
    const answer = await answerOf(await runSql(sqlOf(name)))
    const all = await referenceAnswer(shop.reference, 'SELECT name, email FROM users WHERE is_active')
    const known = new Set(all.rows.map((row) => JSON.stringify(row)))
    expect(answer.rows.length).toBe(name.endsWith('_5') ? 5 : 10)
    expect(answer.rows.filter((row) => !known.has(JSON.stringify(row)))).toEqual([])
  })
})

describe('the library', () => {
  test('runs a native QueryRequest', async () => {
    const result = await engine.executeQuery({ sources: ['users'], select: ['name', 'email'], limit: 5 })
    expect(result.metadata.row_count).toBe(5)
    expect(Object.keys((await result.data.toDicts())[0] ?? {})).toEqual(['name', 'email'])
  })

  test('gives SQL and native form the same answer (pattern 5)', async () => {
    const native: QueryRequest = {
      sources: ['products'],
      select: ['category'],
      filters: { products: [{ column: 'is_active', op: '=', value: true }] },
      aggregations: [
        { function: 'count', column: '*', alias: 'product_count' },
        { function: 'avg', column: 'price', alias: 'avg_price' },
        { function: 'min', column: 'price', alias: 'min_price' },
        { function: 'max', column: 'price', alias: 'max_price' },
      ],
      group_by: ['category'],
      order_by: [{ column: 'avg_price', direction: 'desc' }],
    }
    const sql = await runSql(sqlOf('product_category_stats'))
    const result = await engine.executeQuery(native)
    expect(await result.data.toDicts()).toEqual(await sql.data.toDicts())
    expect(result.metadata.row_count).toBe(5)
  })

  test('validates a conversion before it runs (pattern 6)', async () => {
    const converted = await engine.convertSqlToQuery({ sql: sqlOf('debug_conversion'), sql_name: 'debug_conversion' })
    expect(await engine.validateQuery(converted)).toMatchObject({ valid: true, errors: [] })
    const broken = { ...converted, sources: ['userz'], joins: [] }
    expect((await engine.validateQuery(broken)).valid).toBe(false)
    await expect(engine.validateQuery(broken, { raiseOnError: true })).rejects.toThrow(/userz/)
  })

  test('explains what each source does', async () => {
    const request = await engine.convertSqlToQuery({ sql: sqlOf('high_value_customers_2024') })
    const { plan, text } = await engine.explainQuery(request)
    expect(plan.fragments.map(({ source }) => source).sort()).toEqual(['orders', 'users'])
    expect(text).toContain('is_active')
    const result = await engine.executeQuery(request)
    expect(result.explain()).toMatch(/Fragment f0 [\s\S]*actual: \d+ rows, [\d.]+ \w+ in \d+ ms/)
  })

  test('verifies an answer by asking without pushdown too', async () => {
    const request = await engine.convertSqlToQuery({ sql: sqlOf('high_value_customers_2024') })
    const plain = await engine.executeQuery(request)
    const verified = await engine.executeQuery(request, { verify: true })
    expect(await verified.data.toDicts()).toEqual(await plain.data.toDicts())
    await expect(engine.executeQuery(request, { pushdown: 'require', verify: true })).resolves.toBeDefined()
  })

  test('says all that is wrong with a configuration', async () => {
    const wrong = new AnalyticalEngine({ datasourceConfigPath: join(folder, 'missing.yaml') })
    const error: ConfigurationError = await wrong.ready().catch((thrown) => thrown)
    expect(error.code).toBe('CONFIGURATION_ERROR')
    expect(error.message).toContain('missing.yaml')
  })
})
