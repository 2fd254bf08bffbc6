import { expect, test } from 'vitest'
import { TRUE } from '../expressions.ts'
import { agg, aggregate, call, col, filter, join, limit, lit, scan } from '../testing/plans.ts'
import { describe, describeExpression } from '../testing/test-pushdown.ts'
import { foldConstants, foldExpression } from './fold-constants.ts'

const table = scan('pg', 't', ['a', 'b'])
const unknown = call('eq', col('a'), lit(1))
const never = call('eq', lit(1), lit(2))

test.each([
  [call('and', unknown, never), 'false'],
  [call('and', unknown, TRUE), 'eq(a, 1)'],
  [call('or', unknown, never), 'eq(a, 1)'],
  [call('or', unknown, TRUE), 'true'],
  [call('not', never), 'true'],
  [call('eq', col('a'), lit(null)), 'null'],
  [call('is_null', lit(null)), 'true'],
  [call('is_not_true', call('eq', lit(null), lit(1))), 'true'],
  [call('lt', lit(2), lit(10)), 'true'],
  [call('eq', lit('a'), lit('a')), 'true'],
  // Which text comes first, and what arithmetic gives, only an engine says.
  [call('lt', lit('a'), lit('b')), 'lt(a, b)'],
  [call('add', lit(1), lit(1)), '2'],
  [call('add', lit('9223372036854775807'), lit(1)), 'add(9223372036854775807, 1)'],
  [call('add', col('a'), lit(1)), 'add(a, 1)'],
])('case %#', (expression, expected) => {
  expect(describeExpression(foldExpression(expression))).toBe(expected)
})

test('a filter that is always true goes; one that never is leaves no rows to read', () => {
  expect(describe(foldConstants.apply(filter(table, call('eq', lit(1), lit(1)))) ?? table)).toBe('t{a,b}')
  const nothing = filter(table, never)
  const empty = { kind: 'values', columns: expect.any(Array), rows: [] }
  expect(foldConstants.apply(nothing)).toMatchObject(empty)
  expect(foldConstants.apply(filter(table, call('eq', col('a'), lit(null))))).toMatchObject(empty)
  expect(foldConstants.apply(limit(table, 0))).toMatchObject(empty)
  expect(foldConstants.apply(join('inner', nothing, table, unknown))).toMatchObject(empty)
  expect(foldConstants.apply(join('left', table, nothing, unknown))?.kind).toBe('join')
  expect(foldConstants.apply(aggregate(nothing, [], [['n', agg('count')]]))?.kind).toBe('aggregate')
})
