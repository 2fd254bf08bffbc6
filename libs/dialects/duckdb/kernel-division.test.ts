import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decimal, type EngineType, FLOAT64, INT32, INT64, STRING } from '#arrow'
import { type Expression, isRefusal, type PlanNode, type RenderedQuery, typeOf } from '#plan'
import { postgres, renderPlan, renderResidual } from '../index.ts'
import { call, cast, col, filter, is, lit, project, remote, scan } from '../testing/builders.ts'
import { openKernel, type TestEngine } from '../testing/engines.suite.ts'
import { openPostgres } from '../testing/sources.suite.ts'

const D = decimal(15, 2)
const E = decimal(12, 4)
const Q = decimal(38, 16)
const COLUMNS = { id: INT32, d: D, e: E, x: INT32, f: FLOAT64, s: STRING }
const table = scan('postgres', 'v', COLUMNS)

let kernel: TestEngine
let reference: TestEngine

beforeAll(async () => {
  kernel = await openKernel()
  reference = await openPostgres()
  const values = [
    '0.01',
    '-0.01',
    '1.00',
    '-1.00',
    '2.00',
    '3.00',
    '7.00',
    '-7.77',
    '99999.99',
    '123456789.01',
    '6.66',
    '0.03',
  ]
  const divisors = ['0.0001', '3', '-3', '7', '0.7', '1.005', '99999999.9999', '-0.0003', '11', '6', '2', '0.03']
  const rows = values.flatMap((d, i) => divisors.map((e, j) => `(${i * 100 + j}, ${d}, ${e}, ${j}, ${e}, 'x${j}')`))
  for (const engine of [kernel, reference]) {
    await engine.run(
      `CREATE TABLE v (id integer, d decimal(15,2), e decimal(12,4), x integer, f double precision, s varchar)`,
    )
    await engine.run(
      `INSERT INTO v VALUES ${rows.join(', ')}, (5000, NULL, 1, 1, 1, NULL), (5001, 1, NULL, NULL, NULL, '')`,
    )
  }
})

afterAll(async () => {
  await kernel.close()
  await reference.close()
})

function kernelQuery(plan: (input: PlanNode) => PlanNode): RenderedQuery {
  const rendered = renderResidual(plan(remote(table)), () => 'v')
  if (isRefusal(rendered)) throw new Error(JSON.stringify(rendered))
  return rendered
}

function sourceQuery(plan: (input: PlanNode) => PlanNode): RenderedQuery {
  const rendered = renderPlan(postgres('PostgreSQL 16.0'), plan(table))
  if (isRefusal(rendered)) throw new Error(JSON.stringify(rendered))
  return rendered
}

describe('decimal division', () => {
  const divide = (type: EngineType, ...sides: Expression[]): Expression => call('divide', type, ...sides)
  const divisions: readonly (readonly [string, string, Expression])[] = [
    ['d by e', 'round(d::numeric(100,60) / e, 16)', divide(Q, col('d', D), col('e', E))],
    ['e by d', 'round(e::numeric(100,60) / d, 16)', divide(Q, col('e', E), col('d', D))],
    ['d by 3', 'round(d::numeric(100,60) / 3, 16)', divide(Q, col('d', D), lit('3', decimal(1, 0)))],
    [
      'a quotient by a quotient',
      'round(round(d::numeric(100,60) / e, 16) / 7, 16)',
      divide(Q, divide(Q, col('d', D), col('e', E)), lit('7', decimal(1, 0))),
    ],
    [
      'a rounded quotient',
      'round(round(d::numeric(100,60) / e, 16), 2)',
      call('round', decimal(38, 2), divide(Q, col('d', D), col('e', E)), lit(2)),
    ],
    [
      'an integer by a decimal',
      'round(x::numeric(100,60) / e, 16)',
      divide(Q, cast(col('x'), decimal(10, 0)), col('e', E)),
    ],
  ]
  test.each(divisions)('%s is the exact quotient, rounded half away from zero', async (_name, exact, expression) => {
    const plan = (input: PlanNode): PlanNode => project(input, { id: col('id'), q: expression })
    const type = typeOf(expression)
    const expected = await reference.rows({
      sql: `SELECT id, ${exact} AS q FROM v`,
      parameters: [],
      fields: [
        { name: 'id', type: INT32, nullable: true },
        { name: 'q', type, nullable: true },
      ],
    })
    const byId = (rows: readonly (readonly (string | null)[])[]): unknown =>
      Object.fromEntries(rows.map(([id, q]) => [id, q]))
    expect(byId(await kernel.rows(kernelQuery(plan)))).toEqual(byId(expected))
    expect(byId(await reference.rows(sourceQuery(plan)))).toEqual(byId(expected))
  })
})

describe('what PostgreSQL raises, a kernel raises', () => {
  const f = col('f', FLOAT64)
  const s = (value: string): Expression => cast(lit(value, STRING), INT32)
  const raising: readonly (readonly [string, Expression, RegExp])[] = [
    ['integer division by zero', call('divide', INT32, lit(1), col('x')), /22012: division by zero/],
    ['remainder by zero', call('modulo', INT32, lit(1), col('x')), /22012: division by zero/],
    ['decimal division by zero', call('divide', Q, lit('1', D), cast(col('x'), decimal(10, 0))), /22012/],
    ['float division by zero', call('divide', FLOAT64, f, lit('0', FLOAT64)), /22012/],
    ['integer overflow', call('add', INT32, col('id'), lit(2147483647)), /overflow/i],
    ['float overflow', call('multiply', FLOAT64, f, lit('1.7e308', FLOAT64)), /22003/],
    [
      'decimal overflow',
      call(
        'multiply',
        decimal(38, 6),
        call('multiply', decimal(38, 4), lit('9999999999999.99', D), lit('9999999999999.99', D)),
        lit('9999999999999.99', D),
      ),
      /overflow|out of range/i,
    ],
    ['negative root', call('sqrt', FLOAT64, lit('-1', FLOAT64)), /square root/],
    ['logarithm of zero', call('ln', FLOAT64, lit('0', FLOAT64)), /logarithm/],
    ['exp beyond the range', call('exp', FLOAT64, lit('1000', FLOAT64)), /22003/],
    ['zero to a negative power', call('power', FLOAT64, lit('0', FLOAT64), lit('-1', FLOAT64)), /2201F/],
    [
      'a root of a negative number as a power',
      call('power', FLOAT64, lit('-8', FLOAT64), lit('0.5', FLOAT64)),
      /2201F/,
    ],
    ['negative substring length', call('substring', STRING, lit('hello'), lit(2), lit(-1)), /22011/],
    ['field zero', call('split_part', STRING, lit('a,b'), lit(','), lit(0)), /22023/],
    ['no integer', s('42.5'), /22P02/],
    ['no integer, hexadecimal', s('0x1G'), /22P02/],
    ['an empty integer', s(''), /22P02/],
    ['an integer out of range', s('2147483648'), /./],
    ['no boolean', cast(lit('maybe'), { kind: 'boolean' }), /22P02/],
    ['no date', cast(lit('2024-02-30'), { kind: 'date' }), /out of range/],
    ['year zero', call('make_date', { kind: 'date' }, lit(0), lit(1), lit(1)), /22008/],
    ['a narrowing cast', cast(lit('9999999999', INT64), INT32), /out of range/i],
  ]
  test.each(raising)('%s', async (_name, expression, message) => {
    const plan = (input: PlanNode): PlanNode => project(input, { q: expression })
    await expect(kernel.rows(kernelQuery(plan))).rejects.toThrow(message)
    const asked = renderPlan(postgres('PostgreSQL 16.0'), plan(table))
    if (!isRefusal(asked)) await expect(reference.rows(asked)).rejects.toThrow(/./)
  })
})

describe('a condition that can raise is evaluated only where those before it hold', () => {
  const notZero = is('ne', col('x'), lit(0))
  const quotient = call('divide', INT32, lit(100), col('x'))
  const plans: readonly (readonly [string, (input: PlanNode) => PlanNode])[] = [
    ['in one filter', (input) => filter(input, is('and', notZero, is('gt', quotient, lit(20))))],
    ['in two filters', (input) => filter(filter(input, notZero), is('gt', quotient, lit(20)))],
    [
      'over a projection',
      (input) => filter(project(filter(input, notZero), { id: col('id'), q: quotient }), is('gt', col('q'), lit(20))),
    ],
    [
      'two that raise',
      (input) => filter(input, is('and', notZero, is('and', is('gt', quotient, lit(20)), is('lt', quotient, lit(60))))),
    ],
    [
      'a cast of text',
      (input) =>
        filter(
          input,
          is(
            'and',
            is('starts_with', col('s', STRING), lit('x')),
            is('gt', cast(call('substring', STRING, col('s', STRING), lit(2)), INT32), lit(9)),
          ),
        ),
    ],
  ]
  test.each(plans)('%s', async (_name, plan) => {
    const rows = await kernel.rows(kernelQuery((input) => project(plan(input), { id: col('id') })))
    const expected = await reference.rows(sourceQuery((input) => project(plan(input), { id: col('id') })))
    const ids = (found: readonly (readonly (string | null)[])[]): unknown =>
      found.map(([id]) => Number(id)).sort((a, b) => a - b)
    expect(ids(rows)).toEqual(ids(expected))
    expect(rows.length).toBeGreaterThan(0)
  })
})
