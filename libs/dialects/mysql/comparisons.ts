import { type Expression, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, GuardedCondition } from '../base/dialect.ts'
import { argument, equality, infix, named, postfix, prefix, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import {
  areBinary,
  bytes,
  COMPARED,
  datesAmong,
  isBinary,
  isDate,
  isNumber,
  isRealDate,
  isText,
  onRealDates,
  realValue,
} from './values.ts'

/** Passes where the side can be compared by value. */
function checkComparable(side: Expression, render: ExpressionRenderer): void {
  if (COMPARED[typeOf(side).kind] === 'otherwise') render.refuse('TYPE_NOT_EXACT', side)
}

/** A comparison for order: of text by its bytes, of which a binary collation needs no telling. */
const compare =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const left = argument(call, 0, render)
    const right = argument(call, 1, render)
    if (isText(left)) {
      if (areBinary([left, right], render)) return infix(operator)(call, render)
      return sql`(${bytes(render.comparand(left))} ${operator} ${bytes(render.comparand(right))})`
    }
    for (const side of [left, right]) checkComparable(side, render)
    return onRealDates(call, sql`(${render.comparand(left)} ${operator} ${render.comparand(right)})`, render)
  }

const ORDERS: Readonly<Record<string, string>> = { lt: '<', le: '<=', gt: '>', ge: '>=' }

/**
 * A comparison without what makes it exact: that dates are real, and that texts are the same bytes. Of the rows that all
 * other conditions leave this is asked last, because it costs more than they do.
 */
export function guardedCondition(conjunct: Expression, render: ExpressionRenderer): GuardedCondition | undefined {
  const sides = comparedSides(conjunct)
  const [left, ...right] = sides
  if (left === undefined) return undefined
  const order = conjunct.kind === 'call' ? ORDERS[conjunct.function] : undefined
  const [first = NOTHING, ...rest] = sides.map((side) => render.comparand(side))
  if (isText(left)) {
    if (order !== undefined || !isFoundByIndex(left, right, render)) return undefined
    return { condition: equality(first, rest), guards: [equality(bytes(first), rest.map(bytes))] }
  }
  const guards = datesAmong(sides).map((side) => sql`(${isRealDate(render.value(side))})`)
  if (guards.length === 0) return undefined
  for (const side of sides) checkComparable(side, render)
  return {
    condition: order === undefined ? equality(first, rest) : sql`(${first} ${order} ${rest[0] ?? NOTHING})`,
    guards,
  }
}

/** Text that an index of another collation finds among constants, and some more. */
function isFoundByIndex(left: Expression, right: readonly Expression[], render: ExpressionRenderer): boolean {
  if (left.kind !== 'column' || isBinary(left, render)) return false
  return right.every(isAscii)
}

/** What a comparison compares; nothing for anything else. */
function comparedSides(conjunct: Expression): readonly Expression[] {
  if (conjunct.kind === 'in') {
    return conjunct.negated || conjunct.dynamicFilter !== undefined ? [] : [conjunct.argument, ...conjunct.items]
  }
  const isComparison = conjunct.kind === 'call' && (conjunct.function === 'eq' || conjunct.function in ORDERS)
  return isComparison ? conjunct.arguments : []
}

/** A constant every character set has: comparing a latin1 column with any other text as it is can be an error. */
function isAscii(side: Expression): boolean {
  return side.kind === 'literal' && /^\p{ASCII}*$/u.test(side.value ?? '')
}

/**
 * Equality, or IN. Text of another collation is compared twice: as it is, for the index, and by bytes, for the truth.
 * The first lets through all the second does, so both together are the second. Two columns are not compared by their
 * bytes: as a join it would use no index, and with one the server puts either column for the other, in the bytes too.
 */
const equals: FunctionRewrite = (call, render) => {
  const left = argument(call, 0, render)
  const right = call.arguments.slice(1)
  const [first, ...rest] = call.arguments.map((side) => render.comparand(side))
  const looks = equality(first ?? NOTHING, rest)
  if (!isText(left)) {
    for (const side of call.arguments) checkComparable(side, render)
    return onRealDates(call, looks, render)
  }
  if (areBinary(call.arguments, render)) return looks
  const exact = equality(bytes(first ?? NOTHING), rest.map(bytes))
  if (!right.every((side) => side.kind === 'literal')) return render.refuse('COLLATION', call)
  return isFoundByIndex(left, right, render) ? sql`(${looks} AND ${exact})` : exact
}

const differs: FunctionRewrite = (call, render) => sql`(NOT ${equals({ ...call, positive: false }, render)})`

/** `<=>`, MySQL's equality of nulls too. */
const notDistinct: FunctionRewrite = (call, render) => {
  const [left, right] = call.arguments.map((side) => {
    checkComparable(side, render)
    return isText(side) ? bytes(render.value(side)) : realValue(side, render)
  })
  return sql`(${left ?? NOTHING} <=> ${right ?? NOTHING})`
}

/** Text of two columns compared by bytes, where a condition is checked again and no join waits for its index. */
const looseEquality: FunctionRewrite = (call, render) => {
  if (!call.positive || !isText(argument(call, 0, render))) return equals(call, render)
  const [left, ...right] = values(call, render).map(bytes)
  return equality(left ?? NOTHING, right)
}

/** IS NULL of anything but a date, which is null to us when it is a zero date. */
const nullTest =
  (test: string): FunctionRewrite =>
  (call, render) => {
    const side = argument(call, 0, render)
    if (!isDate(side) || side.kind === 'literal') return postfix(test)(call, render)
    const value = render.value(side)
    const isDateThere = sql`(${value} IS NOT NULL AND ${isRealDate(value)})`
    return test === 'IS NULL' ? sql`(NOT ${isDateThere})` : isDateThere
  }

/** The first value that is not null. A zero date would not be passed over. */
const coalesce: FunctionRewrite = (call, render) => {
  for (const side of call.arguments) checkComparable(side, render)
  if (call.type.kind === 'boolean') render.refuse('TYPE_NOT_EXACT', call)
  return call.arguments.some(isDate)
    ? sql`COALESCE(${call.arguments.flatMap((side, index) => [index === 0 ? '' : ', ', ...realValue(side, render)])})`
    : named('COALESCE')(call, render)
}

const nullif: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  if (!isNumber(value) && !isText(value)) render.refuse('TYPE_NOT_EXACT', call)
  const same: Sql = equals({ ...call, positive: true }, render)
  return sql`CASE WHEN ${same} THEN NULL ELSE ${render.value(value)} END`
}

/** Logic, comparison and choice. */
export const COMPARISONS: FunctionTable = {
  not: prefix('NOT '),
  eq: equals,
  ne: differs,
  lt: compare('<'),
  le: compare('<='),
  gt: compare('>'),
  ge: compare('>='),
  is_not_distinct_from: notDistinct,
  is_distinct_from: (call, render) => sql`(NOT ${notDistinct(call, render)})`,
  is_null: nullTest('IS NULL'),
  is_not_null: nullTest('IS NOT NULL'),
  is_true: postfix('IS TRUE'),
  is_not_true: postfix('IS NOT TRUE'),
  is_false: postfix('IS FALSE'),
  is_not_false: postfix('IS NOT FALSE'),
  coalesce,
  nullif,
}

/** What a filter that is checked again may say instead. */
export const LOOSE_COMPARISONS: FunctionTable = { eq: looseEquality }
