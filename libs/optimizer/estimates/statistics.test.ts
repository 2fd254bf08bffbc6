import { describe, expect, test } from 'vitest'
import { BOOLEAN, DATE, type EngineType, STRING } from '#arrow'
import { type ColumnStatistics, type Expression, type Scan, UNKNOWN_COLUMN } from '#plan'
import { estimateBytes, estimateDistinct, estimateRows, estimateShare } from '../estimates.ts'
import { agg, aggregate, call, col, filter, inList, join, lit, scan } from '../testing/plans.ts'

function withStatistics(table: Scan, rows: number, columns: Record<string, Partial<ColumnStatistics>>): Scan {
  const known = Object.entries(columns).map(([name, partial]) => [name, { ...UNKNOWN_COLUMN, ...partial }])
  return {
    ...table,
    estimatedRows: rows,
    statistics: { bytes: null, columns: Object.fromEntries(known), indexes: [] },
  }
}

const text = (id: string): Expression => ({ kind: 'column', id, type: STRING, nullable: true })
const day = (id: string): Expression => ({ kind: 'column', id, type: DATE, nullable: true })
const date = (value: string): Expression => ({ kind: 'literal', value, type: DATE })

/** 1000 rows: 10 % NULL and two frequent values in `a`, the rest 100 values from 0 to 100; days of 2020 in `d`. */
const base = scan('pg', 't', ['a', 'b', 'd', 'n_t', 'k'])
const table = withStatistics(
  {
    ...base,
    columns: base.columns.map((one) => (one.id === 'd' ? { ...one, type: DATE, nativeType: DATE } : one)),
    primaryKey: ['k'],
  },
  1000,
  {
    a: {
      distinct: 102,
      nullFraction: 0.1,
      commonValues: [
        { value: '500', fraction: 0.2 },
        { value: '7', fraction: 0.2 },
      ],
      histogram: ['0', '10', '50', '90', '100'],
    },
    b: { distinct: 50, nullFraction: 0 },
    d: { distinct: 366, nullFraction: 0, histogram: ['2020-01-01', '2020-12-31'] },
    n_t: {
      distinct: 1000,
      nullFraction: 0,
      averageBytes: 12,
      commonValues: [{ value: 'special offer', fraction: 0.05 }],
      histogram: ['aa', 'ba', 'ca', 'da', 'ea'],
    },
  },
)

describe('the share of rows a condition keeps', () => {
  test.each<[string, Expression, number]>([
    ['a frequent value', call('eq', col('a'), lit(500)), 0.2],
    // (1 - 0.1 - 0.4) / (102 - 2)
    ['another value', call('eq', col('a'), lit(42)), 0.005],
    ['a value on the left', call('eq', lit(7), col('a')), 0.2],
    ['a comparison with NULL', call('eq', col('a'), lit(null)), 0],
    // 1 - 0.2 - 0.1 of NULLs
    ['all but one value', call('ne', col('a'), lit(500)), 0.7],
    ['two values', inList(col('a'), [500, 42]), 0.205],
    ['the values but two', { ...inList(col('a'), [500, 42]), negated: true }, 0.695],
    ['NULL', call('is_null', col('a')), 0.1],
    ['not NULL', call('is_not_null', col('a')), 0.9],
    // half of the first two of four parts: 0.5 * 0.375, and 7 is below 30
    ['below a value', call('lt', col('a'), lit(30)), 0.2 + 0.5 * 0.375],
    ['above a value', call('gt', col('a'), lit(30)), 0.2 + 0.5 * 0.625],
    // from a quarter of the second part to the end of the third: 0.25 + 0.25 - 0.0625
    ['between two', call('and', call('ge', col('a'), lit(20)), call('le', col('a'), lit(90))), 0.5 * 0.4375],
    ['above all but the frequent', call('gt', col('a'), lit(100)), 0.2 + 0.5 / 102],
    [
      'a month',
      call('and', call('ge', day('d'), date('2020-04-01')), call('lt', day('d'), date('2020-05-01'))),
      30 / 365,
    ],
    ['either', call('or', call('eq', col('a'), lit(500)), call('eq', col('a'), lit(7))), 1 - 0.8 * 0.8],
    ['both', call('and', call('eq', col('a'), lit(500)), call('eq', col('b'), lit(1))), 0.2 / 50],
    ['two columns', call('eq', col('a'), col('b')), 1 / 102],
    // one of four parts starts in b, 95 % of the rows are not the frequent value
    ['a start', call('like', text('n_t'), lit('c%')), 0.95 * 0.25],
    ['a start that a frequent value has', call('like', text('n_t'), lit('sp%l_offer%')), 0.05 + 0.95 * 0.001 * 0.5],
    ['what nobody knows', call('lt', col('b'), lit(3)), 1 / 3],
    ['an unknown column', call('eq', col('z'), lit(3)), 0.1],
  ])('%s', (_name, predicate, share) => {
    expect(estimateShare(table, predicate)).toBeCloseTo(share, 6)
  })
})

const orders = withStatistics({ ...scan('my', 'o', ['o', 'c', 'x']), primaryKey: ['o'] }, 15_000, {
  c: { distinct: 1000, nullFraction: 0, histogram: ['0', '999'] },
  x: { distinct: 3, nullFraction: 0 },
})
const customers = withStatistics({ ...scan('pg', 'c', ['id', 'g']), primaryKey: ['id'] }, 1500, {
  id: { histogram: ['0', '1499'] },
  g: { distinct: 5, nullFraction: 0 },
})
const byCustomer = call('eq', col('c'), col('id'))
const some = call('lt', col('id'), lit(150))

describe('rows of joins and groups', () => {
  test.each([
    // 15000 * 1500 / max(1000, 1500)
    ['a join by key', join('inner', orders, customers, byCustomer), 15_000],
    // 150 of the 1000 customers that have orders
    ['with one side filtered', join('inner', orders, filter(customers, some), byCustomer), 2252],
    [
      'with the same range on both keys',
      join('inner', filter(orders, call('lt', col('c'), lit(150))), filter(customers, some), byCustomer),
      // 15000 * 150 / 999 rows of orders, each with its customer
      2252,
    ],
    ['a left join keeps its side', join('left', orders, filter(customers, some), byCustomer), 15_000],
    // 1000 of 1500 keys are there
    ['a semi join', join('semi', customers, orders, call('eq', col('id'), col('c'))), 1000],
    ['an anti join', join('anti', customers, orders, call('eq', col('id'), col('c'))), 500],
    ['groups of a column', aggregate(orders, [['q', col('x')]], [['n', agg('count')]]), 3],
    [
      'groups of two',
      aggregate(
        orders,
        [
          ['q', col('x')],
          ['r', col('c')],
        ],
        [],
      ),
      3000,
    ],
    ['groups of a key', aggregate(orders, [['q', col('o')]], []), 15_000],
    // 1000 values in 150 rows of 15000: 1000 * (1 - 0.99 ** 15)
    ['groups among few rows', aggregate(filter(orders, oneIn(100)), [['q', col('c')]], []), 140],
    ['groups of the unknown', aggregate(orders, [['q', col('z')]], []), 1500],
  ])('%s', (_name, plan, rows) => {
    expect(estimateRows(plan)).toBe(rows)
  })

  test('different values follow the conditions and the rows', () => {
    expect(estimateDistinct(orders, 'c')).toBe(1000)
    expect(estimateDistinct(filter(orders, call('eq', col('c'), lit(5))), 'c')).toBe(1)
    expect(estimateDistinct(filter(customers, some), 'id')).toBeCloseTo(150, -1)
    expect(estimateDistinct(aggregate(orders, [['q', col('x')]], []), 'q')).toBe(3)
    expect(estimateDistinct(orders, 'z')).toBeNull()
  })

  test('bytes are those of the columns', () => {
    expect(estimateBytes(orders)).toBe(15_000 * 24)
    // four numbers of 8, 4 of the date, 12 and the text's offset
    expect(estimateBytes(table)).toBe(1000 * (3 * 8 + 4 + 16))
    expect(estimateBytes({ ...orders, estimatedRows: null })).toBeNull()
  })

  test('a NULL text takes no bytes, a boolean takes a bit, and a UUID is a text whatever its source keeps', () => {
    const uuid: EngineType = { kind: 'uuid' }
    const types: Readonly<Record<string, EngineType>> = { s: STRING, ok: BOOLEAN, key: uuid }
    const wide = scan('pg', 'w', ['s', 'ok', 'key'])
    const columns = wide.columns.map((one) => {
      const type = types[one.id] ?? one.type
      return { ...one, type, nativeType: type }
    })
    const kept = { s: { averageBytes: 100, nullFraction: 0.75 }, key: { averageBytes: 16 } }
    expect(estimateBytes(withStatistics({ ...wide, columns }, 800, kept))).toBe(800 * (25 + 4 + 36 + 4) + 100)
  })
})

/** A condition that keeps one row of so many. */
function oneIn(rows: number): Expression {
  return Array.from({ length: Math.log10(rows) }, () => call('eq', call('add', col('z'), lit(1)), lit(2))).reduce(
    (a, b) => call('and', a, b),
  )
}
