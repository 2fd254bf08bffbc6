import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { isOfJson } from './compared-by.ts'
import { comparedSides } from './interval-order.ts'

/** Whether some element of the array stands so to the value; never true where there is no such element. */
type Test = (value: Sql, array: Sql) => Sql

const lowest = (array: Sql): Sql => sql`list_min(${array})`
const highest = (array: Sql): Sql => sql`list_max(${array})`

const equal: Test = (value, array) => sql`list_contains(${array}, ${value})`
const unequal: Test = (value, array) => sql`(${value} <> ${lowest(array)} OR ${value} <> ${highest(array)})`
const less: Test = (value, array) => sql`${value} < ${highest(array)}`
const lessOrEqual: Test = (value, array) => sql`${value} <= ${highest(array)}`
const greater: Test = (value, array) => sql`${value} > ${lowest(array)}`
const greaterOrEqual: Test = (value, array) => sql`${value} >= ${lowest(array)}`

/** NULL where a NULL leaves it open: the value, or an element, of an array that is not empty. */
function open(value: Sql, array: Sql): Sql {
  return sql`len(${array}) > 0 AND (${value} IS NULL OR list_count(${array}) < len(${array}))`
}

/** `decides` for some element settles the answer; no element at all settles it the other way. */
const quantifier =
  (decides: Test, decided: 'TRUE' | 'FALSE'): FunctionRewrite =>
  (call, render) => {
    const isOrder = decides !== equal && decides !== unequal
    if (isOrder && call.arguments.some((side) => isOfJson(typeOf(side)))) render.refuse('TYPE_NOT_EXACT', call)
    return bindOnce(comparedSides(call, render), (at) => {
      const [value, array] = [at(0), at(1)]
      const otherwise = decided === 'TRUE' ? 'FALSE' : 'TRUE'
      return sql`CASE WHEN ${array} IS NULL THEN NULL WHEN ${decides(value, array)} THEN ${decided} WHEN ${open(value, array)} THEN NULL ELSE ${otherwise} END`
    })
  }

/** `value op ANY (array)` and `value op ALL (array)`, told by the least and the greatest element. */
export const quantifiers: FunctionTable = {
  eq_any: quantifier(equal, 'TRUE'),
  ne_any: quantifier(unequal, 'TRUE'),
  lt_any: quantifier(less, 'TRUE'),
  le_any: quantifier(lessOrEqual, 'TRUE'),
  gt_any: quantifier(greater, 'TRUE'),
  ge_any: quantifier(greaterOrEqual, 'TRUE'),
  eq_all: quantifier(unequal, 'FALSE'),
  ne_all: quantifier(equal, 'FALSE'),
  lt_all: quantifier(greaterOrEqual, 'FALSE'),
  le_all: quantifier(greater, 'FALSE'),
  gt_all: quantifier(lessOrEqual, 'FALSE'),
  ge_all: quantifier(less, 'FALSE'),
}
