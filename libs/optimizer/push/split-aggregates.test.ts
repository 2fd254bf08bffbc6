import { expect, describe as suite, test } from 'vitest'
import { decimal, FLOAT64, INT64 } from '#arrow'
import { type JoinType, type PlanNode, type Scan, type SourceCosts, UNKNOWN_COLUMN } from '#plan'
import { optimize } from '../optimize.ts'
import { evaluate, type Tables } from '../testing/evaluate.ts'
import { agg, aggregate, call, col, filter, join, lit, project, scan } from '../testing/plans.ts'
import { describe, testPushdown } from '../testing/test-pushdown.ts'

/** Sending a row takes a millisecond, all other work next to nothing. */
const FAR: SourceCosts = {
  scanRow: 1,
  lookup: 1,
  expression: 1,
  groupRow: 1,
  group: 1,
  orderedGroupRow: 1,
  hashJoinRow: 1,
  compare: 1,
  sendRow: 1e6,
  sendValue: 0,
  sendByte: 0,
  knowsValues: true,
}

const pushdown = testPushdown({ my: { costs: FAR }, pg: { costs: FAR } })

function counted(table: Scan, distinct: number | null): Scan {
  const columns = Object.fromEntries(table.columns.map(({ name }) => [name, { ...UNKNOWN_COLUMN, distinct }]))
  return { ...table, statistics: { bytes: null, columns, indexes: [] } }
}

const sales = counted(scan('my', 's', ['sk', 'sx', 'sy']), 4)
const goods = counted(scan('pg', 'g', ['gk', 'gn', 'gz']), 4)
const byKey = call('eq', col('sk'), col('gk'))

/** NULL keys and values on both sides, a key that only one side has, and two rows of goods for key 1. */
const TABLES: Tables = {
  'my.s': [
    { sk: 1, sx: 10, sy: 1 },
    { sk: 1, sx: null, sy: 1 },
    { sk: 1, sx: 30, sy: null },
    { sk: 2, sx: 5, sy: 2 },
    { sk: 2, sx: null, sy: 2 },
    { sk: 3, sx: 7, sy: 3 },
    { sk: null, sx: 100, sy: 1 },
  ],
  'pg.g': [
    { gk: 1, gn: 7, gz: 1 },
    { gk: 1, gn: 8, gz: 2 },
    { gk: 2, gn: 7, gz: 3 },
    { gk: 4, gn: 9, gz: 4 },
    { gk: null, gn: 7, gz: 5 },
  ],
}

const ALL: Parameters<typeof aggregate>[2] = [
  ['n', agg('count')],
  ['nx', agg('count', col('sx'))],
  ['total', agg('sum', col('sx'))],
  ['mean', agg('avg', col('sx'))],
  ['least', agg('min', col('sx'))],
  ['most', agg('max', col('sx'))],
]

const optimised = (plan: PlanNode): PlanNode => optimize(plan, { pushdown, mode: 'auto', enabled: true }).plan
const isSplit = (plan: PlanNode): boolean => /@my\(.*aggregate\[/.test(describe(optimised(plan)))
const rows = (plan: PlanNode): readonly string[] =>
  evaluate(plan, TABLES)
    .map((row) => JSON.stringify(Object.entries(row).sort()))
    .sort()

suite('rows are grouped before they are sent, with the same answer', () => {
  test.each<[string, PlanNode]>([
    ['by a column of the other side', aggregate(join('inner', sales, goods, byKey), [['g', col('gn')]], ALL)],
    ['by a column of the same side', aggregate(join('inner', sales, goods, byKey), [['g', col('sy')]], ALL)],
    ['in one group', aggregate(join('inner', goods, sales, byKey), [], ALL)],
    [
      'in one group of no rows',
      aggregate(filter(join('inner', sales, goods, byKey), call('eq', col('gn'), lit(0))), [], ALL),
    ],
    [
      'over what a projection computes',
      aggregate(
        project(join('inner', sales, goods, byKey), [
          ['p', call('add', col('sx'), lit(1))],
          ['q', col('gn')],
        ]),
        [['g', col('q')]],
        [
          ['n', agg('count', col('p'))],
          ['total', agg('sum', col('p'))],
        ],
      ),
    ],
    [
      'under a condition of its own',
      aggregate(
        join('inner', sales, goods, byKey),
        [['g', col('gn')]],
        [['total', { ...agg('sum', col('sx')), filter: call('eq', col('sy'), lit(1)) }]],
      ),
    ],
    [
      'below two joins',
      aggregate(
        join(
          'inner',
          join('inner', sales, goods, byKey),
          counted(scan('pg', 'g', ['hk', 'hn', 'hz']), 4),
          call('eq', col('gz'), col('hk')),
        ),
        [['g', col('gn')]],
        ALL,
      ),
    ],
    [
      'by a join that compares more than keys',
      aggregate(
        join('inner', sales, goods, call('and', byKey, call('lt', col('sy'), col('gz')))),
        [['g', col('gn')]],
        ALL,
      ),
    ],
  ])('%s', (_name, plan) => {
    expect(isSplit(plan)).toBe(true)
    expect(rows(optimised(plan))).toEqual(rows(plan))
  })

  test('what several aggregates need is computed once', () => {
    const mean = agg('avg', { kind: 'column', id: 'sx', type: INT64, nullable: false })
    const all: typeof ALL = [
      ['n', agg('count')],
      ['total', { ...mean, function: 'sum', type: decimal(38, 0) }],
      ['mean', mean],
    ]
    const written = describe(optimised(aggregate(join('inner', sales, goods, byKey), [], all)))
    expect(written.match(/\w+_part=\w+/g)).toEqual(['n_count_part=count', 'total_sum_part=sum'])
  })

  test('rows that are only counted, on the side where it saves more', () => {
    const plan = aggregate(join('inner', goods, sales, byKey), [['g', col('gn')]], [['n', agg('count')]])
    expect(isSplit(plan)).toBe(true)
    expect(rows(optimised(plan))).toEqual(rows(plan))
  })

  test('duplicates of the other side count each part again', () => {
    const plan = aggregate(join('inner', sales, goods, byKey), [], ALL)
    expect(evaluate(optimised(plan), TABLES)).toEqual([{ n: 8, nx: 5, total: 85, mean: 17, least: 5, most: 30 }])
  })
})

suite('rows are not grouped early', () => {
  const over = (type: JoinType): PlanNode => aggregate(join(type, sales, goods, byKey), [['g', col('sk')]], ALL)

  test.each<[string, PlanNode]>([
    ['below a left join', over('left')],
    ['below a full join', over('full')],
    ['below a semi join', over('semi')],
    [
      'for values of both sides',
      aggregate(join('inner', sales, goods, byKey), [], [['t', agg('sum', call('add', col('sx'), col('gn')))]]),
    ],
    [
      'for a count of different values',
      aggregate(join('inner', sales, goods, byKey), [], [['t', { ...agg('count', col('sx')), distinct: true }]]),
    ],
    [
      'for values that can fail',
      aggregate(join('inner', sales, goods, byKey), [], [['t', agg('sum', call('divide', col('sx'), col('sy')))]]),
    ],
    ...(['sum', 'avg'] as const).map((name): [string, PlanNode] => [
      `for the ${name} of floats`,
      aggregate(
        join('inner', sales, goods, byKey),
        [],
        [['t', { ...agg(name, { kind: 'cast', argument: col('sx'), type: FLOAT64 }), type: FLOAT64 }]],
      ),
    ]),
    [
      'by keys that nobody has counted',
      aggregate(join('inner', counted(sales, null), goods, byKey), [['g', col('gn')]], ALL),
    ],
    [
      'by keys that are nearly all different',
      aggregate(join('inner', counted(sales, 900), goods, byKey), [['g', col('gn')]], ALL),
    ],
    [
      'within one connection',
      aggregate(join('inner', sales, counted(scan('my', 'o', ['ok']), 4), call('eq', col('sk'), col('ok'))), [], ALL),
    ],
  ])('%s', (_name, plan) => {
    const written = describe(optimised(plan))
    expect(written.replace(/^@my.*/, '')).not.toMatch(/_part/)
  })
})
