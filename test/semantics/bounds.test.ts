import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExpressionNode, QueryRequest } from '#query'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { NESTED } from './support/nested.ts'

let engine: SemanticsEngine

beforeAll(async () => {
  engine = await openEngine({}, { max_filter_conditions: 1_000_000 })
}, 60_000)

afterAll(() => engine?.close())

describe('what nests in 100,000 levels, or a megabyte, is refused, and the next query answered', () => {
  test.each(Object.keys(NESTED))('%s', async (what) => {
    const outcome = await engine.run(NESTED[what]?.(30_000).slice(0, 1_048_576) ?? '')
    expect(outcome).toMatchObject({ kind: 'failure', code: expect.stringMatching(/^(LIMIT_EXCEEDED|SYNTAX_ERROR)$/) })
    expect(await engine.run('SELECT 1')).toMatchObject({ rows: [['1']] })
  })
})

/** Every depth gives an answer or one of our refusals, never an internal error. */
describe('at every depth there is an answer or a sentence', () => {
  test.each(Object.keys(NESTED))('%s', { timeout: 60_000 }, async (what) => {
    for (const depth of [8, 60, 98, 198]) {
      const outcome = await engine.run(NESTED[what]?.(depth) ?? '')
      if (outcome.kind === 'failure') {
        expect(['LIMIT_EXCEEDED', 'VALIDATION_ERROR', 'GROUPING_ERROR', 'UNSUPPORTED', 'UNKNOWN_FUNCTION']).toContain(
          outcome.code,
        )
        expect(outcome.message).not.toMatch(/internal|stack|recursion/i)
      }
      if (depth === 8 && what !== 'windows of windows') expect(outcome.kind).toBe('rows')
    }
  })
})

describe('what is long but not deep is answered', () => {
  const items = Array.from({ length: 50_000 }, (_, index) => index)

  test('an IN list of 50,000 items', async () => {
    const sql = `SELECT count(*) FROM (VALUES (7), (-1)) AS q (a) WHERE a IN (${items.join(', ')})`
    expect(await engine.run(sql)).toMatchObject({ rows: [['1']] })
  })

  test.each(['AND', 'OR'])('5,000 conditions joined by %s', async (op) => {
    const conditions = items.slice(0, 5000).map((item) => (op === 'AND' ? `a <> ${item}` : `a = ${item}`))
    const sql = `SELECT count(*) FROM (VALUES (7), (-1)) AS q (a) WHERE ${conditions.join(` ${op} `)}`
    expect(await engine.run(sql)).toMatchObject({ rows: [['1']] })
  })

  test.each(['AND', 'OR'])('50,000 conditions joined by %s are counted and refused', async (op) => {
    const strict = await openEngine({})
    const sql = `SELECT 1 FROM (VALUES (7)) AS q (a) WHERE ${items.map((item) => `a <> ${item}`).join(` ${op} `)}`
    expect(await strict.run(sql)).toMatchObject({ code: 'LIMIT_EXCEEDED', sqlState: '54000' })
    await strict.close()
  })

  test('VALUES of 20,000 rows', async () => {
    const sql = `SELECT sum(a) FROM (VALUES ${items
      .slice(0, 20_000)
      .map((item) => `(${item})`)
      .join(', ')}) AS q (a)`
    expect(await engine.run(sql)).toMatchObject({ rows: [['199990000']] })
  })

  test('a select list of 1,000 expressions', async () => {
    const sql = `SELECT ${items
      .slice(0, 1000)
      .map((item) => `a + ${item}`)
      .join(', ')} FROM (VALUES (1)) AS q (a)`
    expect(await engine.run(sql)).toMatchObject({ kind: 'rows' })
  })
})

describe('a QueryRequest as JSON', () => {
  const nested = (depth: number): ExpressionNode => {
    let node: ExpressionNode = { value: true }
    for (let level = 0; level < depth; level++) node = { op: 'not', args: [node] }
    return node
  }
  const inFrom = (depth: number): QueryRequest => {
    let request: QueryRequest = { select: [{ value: 1, alias: 'a' }] }
    for (let level = 0; level < depth; level++) request = { sources: [{ query: request, alias: 'q' }], select: ['a'] }
    return request
  }

  test.each([
    ['expressions', (depth: number): QueryRequest => ({ select: [{ ...nested(depth), alias: 'a' }] })],
    ['subqueries', inFrom],
  ])('%s nest to 200 levels of objects', async (_what, make) => {
    expect(await engine.run(make(98))).toMatchObject({ kind: 'rows' })
    expect(await engine.run(make(201))).toMatchObject({ code: 'LIMIT_EXCEEDED' })
    expect(await engine.run(make(100_000))).toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })
})
