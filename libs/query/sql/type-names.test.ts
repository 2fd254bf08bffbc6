import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('type names', () => {
  testConversions([
    ['select a::numeric(10,2)', { select: [{ cast: { column: 'a' }, to: 'numeric(10,2)' }] }],
    [
      'select cast(a as timestamp(3) with time zone)',
      { select: [{ cast: { column: 'a' }, to: 'timestamp(3) with time zone' }] },
    ],
    ["select date '2024-01-01'", { select: [{ cast: { value: '2024-01-01' }, to: 'date' }] }],
    ["select interval '12 months'", { select: [{ cast: { value: '12 months' }, to: 'interval' }] }],
    ["select interval '1' day", { select: [{ cast: { value: '1' }, to: 'interval day' }] }],
    ["select interval '1' day to second(3)", { select: [{ cast: { value: '1' }, to: 'interval day to second(3)' }] }],
    ["select interval(3) '1'", { select: [{ cast: { value: '1' }, to: 'interval(3)' }] }],
    ['select a::int[]', { select: [{ cast: { column: 'a' }, to: 'integer[]' }] }],
    ['select a::double precision', { select: [{ cast: { column: 'a' }, to: 'double precision' }] }],
    ['select a::varchar(3)', { select: [{ cast: { column: 'a' }, to: 'varchar(3)' }] }],
    ['select a::char', { select: [{ cast: { column: 'a' }, to: 'char(1)' }] }],
    ['select a::bpchar', { select: [{ cast: { column: 'a' }, to: 'bpchar' }] }],
    ['select a::public."Foo"', { select: [{ cast: { column: 'a' }, to: 'public."Foo"' }] }],
    ['select a::"integer"', { select: [{ cast: { column: 'a' }, to: '"integer"' }] }],
    ['select true::boolean', { select: [{ cast: { value: true }, to: 'boolean' }] }],
    ['select a::float(3)', { select: [{ cast: { column: 'a' }, to: 'real' }] }],
    ['select a::time(3) with time zone', { select: [{ cast: { column: 'a' }, to: 'time(3) with time zone' }] }],
    ['select \'a\'::"char"', { select: [{ cast: { value: 'a' }, to: '"char"' }] }],
    ['select a::bit(3)', { select: [{ cast: { column: 'a' }, to: 'bit(3)' }] }],
    ['select a::interval year to month', { select: [{ cast: { column: 'a' }, to: 'interval year to month' }] }],
    ['select a::date', { select: [{ cast: { column: 'a' }, to: 'date' }] }],
    ['select a::text', { select: [{ cast: { column: 'a' }, to: 'text' }] }],
    ['select a::int8', { select: [{ cast: { column: 'a' }, to: 'bigint' }] }],
  ])
})
