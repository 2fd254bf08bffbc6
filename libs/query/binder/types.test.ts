import { expect, test } from 'vitest'
import { typeOfValue } from './testing/bound-types.ts'
import { bindSql } from './testing/catalog.ts'
import { printExpression } from './testing/print-plan.ts'

async function bound(expression: string): Promise<string> {
  const { plan } = await bindSql(`select ${expression} as x from types`)
  if (plan.kind !== 'limit' || plan.input.kind !== 'project') throw new Error('expected a project')
  return plan.input.expressions.map((it) => printExpression(it.expression)).join()
}

/** Checked against PostgreSQL 15 with pg_typeof; decimals have the precision that the arguments need. */
test.each([
  ['i4 / i4', 'int32'],
  ['i2 + 1', 'int32'],
  ['i4 + i8', 'int64'],
  ['i4 + f4', 'float64'],
  ['f4 + f4', 'float32'],
  ['d + f8', 'float64'],
  ['d + i4', 'decimal(13,2)'],
  ['d * d', 'decimal(24,4)'],
  ['d / 3', 'decimal(38,16)'],
  ['d % 7', 'decimal(12,2)'],
  ['1.5 * d', 'decimal(14,3)'],
  ['u8 + 1', 'decimal(21,0)'],
  ['i4 ^ 2', 'float64'],
  ['dt - dt', 'int32'],
  ['dt + 1', 'date'],
  ["dt + interval '1 month'", 'timestamp'],
  ['ts - ts', 'interval'],
  ['ts - dt', 'interval'],
  ["dt - '2024-01-01'", 'int32'],
  ["ts + '1 day'", 'timestamp'],
  ['iv * 2', 'interval'],
  ['sum(i2)', 'int64'],
  ['sum(i4)', 'int64'],
  ['sum(i8)', 'decimal(38,0)'],
  ['sum(d)', 'decimal(38,2)'],
  ['sum(f4)', 'float32'],
  ['avg(i4)', 'decimal(38,20)'],
  ['avg(i8)', 'decimal(38,19)'],
  ['avg(d)', 'decimal(38,20)'],
  ['avg(f8)', 'float64'],
  ['count(*)', 'int64'],
  ['round(d, 1)', 'decimal(12,1)'],
  ['round(d)', 'decimal(11,0)'],
  ['round(f8, 1)', 'float64'],
  ['round(i4)', 'float64'],
  ['round(i4, 1)', 'decimal(12,1)'],
  ["date_trunc('month', dt)", 'timestamptz'],
  ["date_trunc('month', ts)", 'timestamp'],
  ['extract(year from dt)', 'decimal(18,0)'],
  ['extract(second from ts)', 'decimal(8,6)'],
  ["date_part('days', max(dt) - min(dt))", 'float64'],
  ['coalesce(i4, d)', 'decimal(12,2)'],
  ['coalesce(d, 0)', 'decimal(12,2)'],
  ['coalesce(i4, f4)', 'float32'],
  ['case when b then 1 else 2.5 end', 'decimal(2,1)'],
  ['nullif(i4, 0)', 'int32'],
  ['nullif(i4, i8)', 'int32'],
  ['nullif(i4, f8)', 'float64'],
  ["'text'", 'string'],
  ['null', 'string'],
  ['1.50', 'decimal(3,2)'],
  ['9223372036854775807', 'int64'],
  ['row_number() over ()', 'int64'],
  ['ntile(2) over (order by i4)', 'int32'],
  ['lag(i4, 1, 1.5) over (order by i4)', 'decimal(11,1)'],
  ['i4::numeric(6,1)', 'decimal(6,1)'],
  ['now()', 'timestamptz'],
])('%s is %s', async (expression, type) => {
  expect(await typeOfValue(expression)).toBe(type)
})

test.each([
  ["dt >= '2024-1-5'", "ge(c10, '2024-01-05':date)"],
  ["i4 = '7'", "eq(c2, '7':int32)"],
  ['i8 = 7', "eq(c3, '7':int64)"],
  ['i4 = i8', 'eq(c2::int64, c3)'],
  ['d > 100', "gt(c7, '100':decimal(3,0))"],
  ['f8 > 0.1', "gt(c6, '0.1':float64)"],
  ['i4 in (1, 2.5)', "c2::decimal(11,1) in ('1.0':decimal(11,1), '2.5':decimal(11,1))"],
  ["i4 between '1' and 5", "and(ge(c2, '1':int32), le(c2, '5':int32))"],
  ['i4 not between 1 and 5', "or(lt(c2, '1':int32), gt(c2, '5':int32))"],
  ["s not like 'a%'", "not(like(c8, 'a%':string))"],
  ["s like 'a' escape '#'", "like(c8, 'a':string, '#':string)"],
  ['i4 = any(array[1,2])', "c2 in ('1':int32, '2':int32)"],
  ["i4 = any('{1,2}')", "c2 in ('1':int32, '2':int32)"],
  ["i4 <> all('{1,NULL}'::bigint[])", "c2::int64 not in ('1':int64, null:int64)"],
  ["i4 < any('{1,2}')", "or(lt(c2, '1':int32), lt(c2, '2':int32))"],
  ["i4 = any('{}')", "'false':boolean"],
  ['i4 > all(array[i4, 2])', "and(gt(c2, c2), gt(c2, '2':int32))"],
  ['i4 = any(array[i8] || i8)', 'eq_any(c2::int64, array_append(array_of(c3), c3))'],
  ['array[1,2]::bigint[]', "'{1,2}':int64[]"],
  ["array['1', null]::int[]", "'{1,NULL}':int32[]"],
  ["'{1.5,2.25}'::numeric[]", "'{1.50,2.25}':decimal(3,2)[]"],
  ['array[i4, 1.5]', "array_of(c2::decimal(11,1), '1.5':decimal(11,1))"],
  ['(array[i4])[i2]', 'array_element(array_of(c2), c1::int32)'],
  ['(array[i4])[:2]', "array_slice(array_of(c2), '1':int32, '2':int32)"],
  ["interval '1 year 2 days 03:00'", "'12 2 10800000000':interval"],
  ['current_date', "'2024-06-15':date"],
  ['now()', "'2024-06-15 12:30:15.250000':timestamptz"],
  ["dt = 'yesterday'", "eq(c10, '2024-06-14':date)"],
  ['s || i4', 'text_concat(c8, c2::string)'],
  ['concat(s, b)', "concat(c8, case(c0 -> 't':string; not(c0) -> 'f':string; else null:string))"],
  ['-5', "'-5':int32"],
  ['s::varchar(3)', "left(c8, '3':int32)"],
  ["'1.005'::numeric(5,2)", "'1.01':decimal(5,2)"],
  ["date_part('days', dt - dt)", 'date_difference(c10, c10)::float64'],
  ["date_trunc('MONTHS', ts)", "date_trunc('month':string, c12)"],
  ['b is unknown', 'is_null(c0)'],
])('%s is bound as %s', async (expression, text) => {
  expect(await bound(expression)).toBe(text)
})

test('parameters are constants: plain JSON takes its type from its use, an explicit type stands', async () => {
  const { plan } = await bindSql('select 1 from types where dt >= :start and i8 = :n and d = :d', {
    parameters: { start: '2024-01-01', n: 5, d: { value: '7', type: 'numeric(5,2)' } },
  })
  const filter = plan.kind === 'limit' && plan.input.kind === 'project' ? plan.input.input : plan
  if (filter.kind !== 'filter') throw new Error('expected a filter')
  expect(printExpression(filter.predicate)).toBe(
    "and(and(ge(c10, '2024-01-01':date), eq(c3, '5':int64)), eq(c7, '7.00':decimal(5,2)))",
  )
})

test('NULL is followed through functions', async () => {
  const nullable = async (expression: string) => {
    const { fields } = await bindSql(`select ${expression} as x from types group by n, i4, s, d`)
    return fields.map((field) => field.nullable).join()
  }
  expect(await nullable('n + 1')).toBe('true')
  expect(await nullable('i4 + 1')).toBe('false')
  expect(await nullable('coalesce(n, 0)')).toBe('false')
  expect(await nullable('n is null')).toBe('false')
  expect(await nullable('concat(s, n)')).toBe('false')
  expect(await nullable('nullif(i4, 1)')).toBe('true')
  expect(await nullable('sum(i4)')).toBe('false')
  expect(await nullable('sum(n)')).toBe('true')
  expect(await nullable('stddev(i4)')).toBe('true')
  expect(await nullable('case when i4 > 1 then 1 end')).toBe('true')
})
