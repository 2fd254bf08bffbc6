import { DATE, decimal, type EngineType, FLOAT64, INT32, INT64, STRING } from '#arrow'
import type { PlanNode, ScanColumn } from '#plan'
import {
  agg,
  aggregate,
  call,
  cast,
  col,
  filter,
  is,
  join,
  key,
  limit,
  lit,
  out,
  over,
  project,
  setOperation,
  sort,
  windows,
} from './builders.ts'

const D = decimal(10, 2)
export type Columns = Readonly<Record<string, EngineType | Partial<ScanColumn>>>

export const CI: Partial<ScanColumn> = { type: STRING, nativeType: STRING, comparison: 'case_insensitive' }
export const T: Columns = { id: INT32, g: INT32, n: INT64, d: D, f: FLOAT64, s: STRING, t: STRING, dt: DATE }
export const U: Columns = { uid: INT32, ug: INT32, w: D, us: STRING }
export const ROWS_T = [
  `(1, 1, 10, 1.10, 1.5, 'Bob', 'x', '2024-01-31')`,
  `(2, 1, 20, 2.25, 2.5, 'bob', 'y', '2024-02-29')`,
  `(3, 2, 30, -3.00, -0.5, 'BOB ', NULL, '2023-12-31')`,
  `(4, 2, NULL, NULL, NULL, 'Bób', 'x', NULL)`,
  `(5, NULL, 50, 0.05, 0, '', '', '1969-12-31')`,
  `(6, 3, -60, 100.00, 1e10, NULL, 'a%c', '2000-01-01')`,
  `(7, NULL, 9007199254740993, 99999999.99, 3, '日本😀', 'a\\\\c', '2100-02-28')`,
  `(8, 3, 0, 0.00, 7, 'a', 'a_c', '2024-03-31')`,
]
export const ROWS_U = [
  `(1, 1, 5.00, 'bob')`,
  `(2, 1, 6.50, 'Bob')`,
  `(3, 2, NULL, 'BOB')`,
  `(4, 9, 7.77, NULL)`,
  `(5, NULL, 1.00, '')`,
]

const c = (id: string): ReturnType<typeof col> => {
  const told = T[id] ?? U[id] ?? INT32
  return col(id, 'kind' in told ? told : told.type)
}
const int = (value: number): ReturnType<typeof lit> => lit(value, INT32)

/** A plan over two tables, whichever source they are in. */
export type Plan = (t: PlanNode, u: PlanNode) => PlanNode

const byG = { g: c('g') }
export const PLANS: Readonly<Record<string, Plan>> = {
  scan: (t) => t,
  'filter on integers': (t) => filter(t, is('gt', c('n'), lit('10', INT64))),
  'filter under OR and NOT': (t) => filter(t, is('or', is('not', is('eq', c('g'), int(1))), is('is_null', c('g')))),
  'text equality': (t) => filter(t, is('eq', c('s'), lit('bob'))),
  'text inequality': (t) => filter(t, is('ne', c('s'), lit('bob'))),
  'text in a list': (t) =>
    filter(t, { kind: 'in', argument: c('s'), items: [lit('Bob'), lit('BOB ')], negated: false }),
  'text not in a list': (t) => filter(t, { kind: 'in', argument: c('s'), items: [lit('Bob'), lit('')], negated: true }),
  'not text equality': (t) => filter(t, is('not', is('eq', c('s'), lit('Bob')))),
  'like with an escape': (t) => filter(t, is('like', c('t'), lit('a\\_c'))),
  'like of one character': (t) => filter(t, is('like', c('s'), lit('B_b'))),
  'like of a backslash': (t) => filter(t, is('like', c('t'), lit('a\\\\%'))),
  'text range': (t) => filter(t, is('lt', c('s'), lit('a'))),
  'date range': (t) =>
    filter(t, is('and', is('ge', c('dt'), lit('2000-01-01', DATE)), is('lt', c('dt'), lit('2024-03-01', DATE)))),
  'date null test': (t) => filter(t, is('is_null', c('dt'))),
  'decimal comparison': (t) => filter(t, is('le', c('d'), lit('1.10', D))),
  'computed columns': (t) =>
    project(t, {
      a: call('add', INT64, c('n'), lit('1', INT64)),
      b: call('multiply', decimal(20, 4), c('d'), c('d')),
      h: call('divide', INT32, c('id'), int(3)),
      l: call('length', INT32, c('s')),
      x: is('eq', c('g'), int(1)),
      f2: cast(c('id'), FLOAT64),
    }),
  'filter over a computed column used twice': (t) =>
    filter(
      project(t, { a: call('add', INT64, c('n'), lit('1', INT64)), id: c('id') }),
      is('gt', col('a', INT64), lit('20', INT64)),
    ),
  'count of rows': (t) => aggregate(t, {}, { k: agg('count', INT64) }),
  'aggregates without groups': (t) =>
    aggregate(
      t,
      {},
      {
        k: agg('count', INT64, [c('n')]),
        x: agg('sum', INT64, [c('id')]),
        y: agg('sum', decimal(38, 0), [c('n')]),
        z: agg('sum', decimal(38, 2), [c('d')]),
        lo: agg('min', D, [c('d')]),
        hi: agg('max', INT64, [c('n')]),
      },
    ),
  'aggregates of no rows': (t) =>
    aggregate(
      filter(t, is('lt', c('id'), int(0))),
      {},
      { k: agg('count', INT64), z: agg('sum', decimal(38, 2), [c('d')]), a: agg('avg', decimal(38, 20), [c('d')]) },
    ),
  'groups by integers': (t) =>
    aggregate(t, byG, {
      k: agg('count', INT64),
      z: agg('sum', decimal(38, 2), [c('d')]),
      a: agg('avg', decimal(38, 20), [c('d')]),
      v: agg('avg', decimal(38, 19), [c('n')]),
    }),
  'groups by computed values': (t) =>
    aggregate(t, { m: call('modulo', INT32, c('id'), int(3)) }, { k: agg('count', INT64) }),
  'groups by text': (t) => aggregate(t, { s: c('s') }, { k: agg('count', INT64) }),
  'distinct pairs': (t) => aggregate(t, { g: c('g'), t: c('t') }, {}),
  'distinct aggregate': (t) => aggregate(t, byG, { k: agg('count', INT64, [c('t')], { distinct: true }) }),
  'distinct count of integers': (t) => aggregate(t, {}, { k: agg('count', INT64, [c('g')], { distinct: true }) }),
  'aggregate of filtered rows': (t) =>
    aggregate(t, byG, { k: agg('count', INT64, [], { filter: is('gt', c('n'), lit('10', INT64)) }) }),
  having: (t) => filter(aggregate(t, byG, { k: agg('count', INT64) }), is('gt', col('k', INT64), lit('1', INT64))),
  'grouping sets': (t) => aggregate(t, { g: c('g'), t: c('t') }, { k: agg('count', INT64) }, [[0, 1], [0], []]),
  'text extremes': (t) => aggregate(t, byG, { lo: agg('min', STRING, [c('s')]), hi: agg('max', STRING, [c('s')]) }),
  'string_agg in order': (t) =>
    aggregate(t, byG, { x: agg('string_agg', STRING, [c('s'), lit(', ')], { orderBy: [key(c('id'), 'desc')] }) }),
  spread: (t) =>
    aggregate(t, byG, {
      v: agg('var_samp', FLOAT64, [c('id')]),
      w: agg('stddev_pop', FLOAT64, [c('d')]),
      x: agg('stddev_samp', FLOAT64, [c('f')]),
    }),
  'top rows, nulls last': (t) => limit(sort(t, key(c('g')), key(c('id'), 'desc')), 4),
  'top rows, nulls first': (t) => limit(sort(t, key(c('n'), 'asc', 'first'), key(c('id'))), 3, 1),
  'top rows, descending, nulls last': (t) => limit(sort(t, key(c('n'), 'desc', 'last'), key(c('id'))), 3),
  'top rows, descending, nulls first': (t) => limit(sort(t, key(c('n'), 'desc', 'first'), key(c('id'))), 3),
  'top rows by text': (t) => limit(sort(t, key(c('s')), key(c('id'))), 5),
  'filter above a limit': (t) => filter(limit(sort(t, key(c('id'))), 4), is('eq', c('g'), int(2))),
  'limit of a limit': (t) => limit(limit(sort(t, key(c('id'))), 5, 1), 3, 2),
  'offset alone': (t) => limit(sort(t, key(c('id'))), null, 6),
  'inner join': (t, u) => join('inner', t, u, is('eq', c('g'), c('ug'))),
  'left join': (t, u) => join('left', t, filter(u, is('gt', c('w'), lit('5.00', D))), is('eq', c('g'), c('ug'))),
  'left join to a computed column': (t, u) =>
    join('left', t, project(u, { ug: c('ug'), one: int(1) }), is('eq', c('g'), c('ug'))),
  'right join': (t, u) => join('right', filter(t, is('gt', c('id'), int(1))), u, is('eq', c('g'), c('ug'))),
  'full join': (t, u) => join('full', t, u, is('eq', c('g'), c('ug'))),
  'cross join': (t, u) => join('cross', t, u, null),
  'semi join': (t, u) => join('semi', t, u, is('eq', c('g'), c('ug'))),
  'anti join': (t, u) => join('anti', t, filter(u, is('lt', c('uid'), int(3))), is('eq', c('g'), c('ug'))),
  'join on text': (t, u) => join('inner', t, u, is('eq', c('s'), c('us'))),
  'joins of joins': (t, u) =>
    join(
      'left',
      u,
      join('inner', t, project(u, { u2: c('uid') }), is('eq', c('id'), col('u2'))),
      is('eq', c('ug'), c('g')),
    ),
  'aggregate over a join': (t, u) =>
    sort(
      aggregate(join('inner', t, u, is('eq', c('g'), c('ug'))), byG, {
        z: agg('sum', decimal(38, 2), [c('w')]),
        k: agg('count', INT64),
      }),
      key(col('z', decimal(38, 2)), 'desc'),
    ),
  'join under aggregates': (t, u) =>
    join('inner', aggregate(t, byG, { k: agg('count', INT64) }), u, is('eq', c('g'), c('ug'))),
  'union all': (t, u) => setOperation('union', true, project(t, { a: c('g') }), project(u, { b: c('ug') }), ['r']),
  union: (t, u) => setOperation('union', false, project(t, { a: c('s') }), project(u, { b: c('us') }), ['r']),
  'intersect all': (t, u) =>
    setOperation('intersect', true, project(t, { a: c('g') }), project(u, { b: c('ug') }), ['r']),
  'except over union': (t, u) =>
    setOperation(
      'except',
      false,
      setOperation('union', true, project(t, { a: c('g') }), project(u, { b: c('ug') }), ['r']),
      project(u, { e: c('uid') }),
      ['q'],
    ),
  windows: (t) =>
    windows(t, {
      r: over('row_number', INT64, [], { partitionBy: [c('g')], orderBy: [key(c('id'), 'desc')] }),
      k: over('rank', INT64, [], { orderBy: [key(c('g'))] }),
      p: over('percent_rank', FLOAT64, [], { orderBy: [key(c('d'), 'desc', 'last')] }),
      b: over('ntile', INT32, [int(3)], { orderBy: [key(c('id'))] }),
      a: over('lag', INT64, [c('n'), int(1), lit('-1', INT64)], { orderBy: [key(c('id'))] }),
      x: over('sum', decimal(38, 2), [c('d')], { partitionBy: [c('g')], orderBy: [key(c('id'))] }),
      v: over('avg', decimal(38, 19), [c('n')], {
        orderBy: [key(c('id'))],
        frame: {
          unit: 'rows',
          start: { kind: 'preceding', offset: int(1) },
          end: { kind: 'following', offset: int(1) },
          exclude: 'no_others',
        },
      }),
      y: over('sum', decimal(38, 0), [c('n')], {
        orderBy: [key(c('g'))],
        frame: {
          unit: 'range',
          start: { kind: 'preceding', offset: int(1) },
          end: { kind: 'current_row' },
          exclude: 'ties',
        },
      }),
      l: over('last_value', STRING, [c('s')], { partitionBy: [c('t')], orderBy: [key(c('id'))] }),
      z: over('count', INT64, [], { partitionBy: [c('s')] }),
    }),
  'filter over a window': (t) =>
    filter(
      windows(t, {
        r: over('row_number', INT64, [], {
          partitionBy: [c('g')],
          orderBy: [key(c('d'), 'desc', 'last'), key(c('id'))],
        }),
      }),
      is('eq', col('r', INT64), lit('1', INT64)),
    ),
  'with, used twice': (t) => ({
    kind: 'with',
    materialized: false,
    name: 'x',
    definition: aggregate(t, byG, { k: agg('count', INT64) }),
    body: join(
      'inner',
      { kind: 'cte_reference', name: 'x', columns: [out('g1', INT32), out('k1', INT64)] },
      { kind: 'cte_reference', name: 'x', columns: [out('g2', INT32), out('k2', INT64)] },
      is('eq', col('k1', INT64), col('k2', INT64)),
    ),
  }),
  'scalar subquery': (t, u) =>
    filter(
      t,
      is('gt', c('d'), {
        kind: 'subquery',
        form: 'scalar',
        argument: null,
        negated: false,
        type: D,
        plan: aggregate(u, {}, { m: agg('min', D, [c('w')]) }),
      }),
    ),
  'correlated subquery': (t, u) =>
    project(t, {
      id: c('id'),
      m: {
        kind: 'subquery',
        form: 'scalar',
        argument: null,
        negated: false,
        type: D,
        plan: aggregate(filter(u, is('eq', c('ug'), c('g'))), {}, { m2: agg('max', D, [c('w')]) }),
      },
    }),
  exists: (t, u) =>
    filter(t, {
      kind: 'subquery',
      form: 'exists',
      argument: null,
      negated: true,
      type: { kind: 'boolean' },
      plan: filter(u, is('eq', c('ug'), c('g'))),
    }),
  'in a subquery': (t, u) =>
    filter(t, {
      kind: 'subquery',
      form: 'in',
      argument: c('g'),
      negated: false,
      type: { kind: 'boolean' },
      plan: project(u, { q: c('ug') }),
    }),
  'in a limited subquery': (t, u) =>
    filter(t, {
      kind: 'subquery',
      form: 'in',
      argument: c('g'),
      negated: false,
      type: { kind: 'boolean' },
      plan: limit(sort(project(u, { q: c('ug') }), key(col('q'))), 2),
    }),
  'not in a subquery with nulls': (t, u) =>
    filter(t, {
      kind: 'subquery',
      form: 'in',
      argument: c('g'),
      negated: true,
      type: { kind: 'boolean' },
      plan: project(u, { q: c('ug') }),
    }),
  values: (t) =>
    join(
      'inner',
      t,
      {
        kind: 'values',
        columns: [out('v1', INT32), out('v2', STRING)],
        rows: [
          [int(1), lit('one')],
          [int(2), lit(null, STRING)],
        ],
      },
      is('eq', c('g'), col('v1')),
    ),
  'no rows': () => ({ kind: 'values', columns: [out('v1', INT32)], rows: [] }),
  'one row of nothing': () =>
    project({ kind: 'values', columns: [], rows: [[]] }, { a: call('add', INT32, int(1), int(1)) }),
}
