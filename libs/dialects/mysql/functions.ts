import { type EngineType, isInteger } from '#arrow'
import { digitsOf, type Expression, type Literal, typeOf } from '#plan'
import { scaled } from '../base/decimals.ts'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { parsePattern, printPattern } from '../base/patterns.ts'
import {
  aggregate,
  aggregateOf,
  argument,
  equality,
  infix,
  named,
  onlyFor,
  postfix,
  prefix,
  values,
} from '../base/rewrites.ts'
import { joinSql, NOTHING, type Sql, sql } from '../base/sql.ts'

/** Kinds whose values MySQL compares as PostgreSQL does. Float32 columns are compared as rounded doubles: refused. */
const PLAIN_KINDS: ReadonlySet<EngineType['kind']> = new Set([
  'boolean',
  'int16',
  'int32',
  'int64',
  'uint64',
  'float64',
  'decimal',
])

const DATE_KINDS: ReadonlySet<EngineType['kind']> = new Set(['date', 'timestamp', 'timestamptz'])

/** The text as UTF-8 bytes: equal only when every byte is, spaces and case included, whatever the collation. */
function bytes(value: Sql): Sql {
  return sql`CAST(CONVERT(${value} USING utf8mb4) AS BINARY)`
}

/** True for text MySQL itself compares by bytes: a constant, or a column of a binary collation without padding. */
function isBinary(expression: Expression, render: ExpressionRenderer): boolean {
  return expression.kind === 'literal' || render.entry(expression)?.column?.comparison === 'binary'
}

/**
 * Passes where the side can be compared by value. Dates may be MySQL's zero dates, which are no date to us, so only
 * columns and constants pass, and `withoutZeroDates` guards the comparison.
 */
function checkComparable(side: Expression, render: ExpressionRenderer): void {
  const type = typeOf(side)
  if (PLAIN_KINDS.has(type.kind)) return
  if (DATE_KINDS.has(type.kind) && (side.kind === 'literal' || side.kind === 'column')) return
  render.refuse(type.kind === 'string' ? 'COLLATION' : 'TYPE_NOT_EXACT', side)
}

/** A comparison of dates that a zero or partial date (`0000-00-00`, `2200-00-08`) does not pass. */
function withoutZeroDates(call: PrintedCall, comparison: Sql, render: ExpressionRenderer): Sql {
  const columns = call.arguments.filter((side) => side.kind === 'column' && DATE_KINDS.has(typeOf(side).kind))
  if (columns.length === 0) return comparison
  const valid = columns.map((column) => {
    const value = render.value(column)
    return sql`MONTH(${value}) > 0 AND DAYOFMONTH(${value}) > 0`
  })
  const all = joinSql(valid, ' AND ')
  return call.positive ? sql`(${comparison} AND ${all})` : sql`(CASE WHEN ${all} THEN ${comparison} END)`
}

const compare =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const left = argument(call, 0, render)
    const right = argument(call, 1, render)
    if (typeOf(left).kind === 'string') {
      if (!isBinary(left, render) || !isBinary(right, render)) render.refuse('COLLATION', call)
    } else for (const side of [left, right]) checkComparable(side, render)
    return withoutZeroDates(call, sql`(${render.comparand(left)} ${operator} ${render.comparand(right)})`, render)
  }

/** A constant every character set has: comparing a latin1 column with any other text as it is can be an error. */
function isAscii(side: Expression): boolean {
  return side.kind === 'literal' && /^\p{ASCII}*$/u.test(side.value ?? '')
}

/**
 * Equality, or IN. Text of another collation is compared twice: as it is, for the index, and by bytes, for the truth.
 * The first lets through all the second does, so both together are the second. Two columns are not compared by their
 * bytes: as a join it would use no index.
 */
const equals: FunctionRewrite = (call, render) => {
  const left = argument(call, 0, render)
  const right = call.arguments.slice(1)
  const [first, ...rest] = call.arguments.map((side) => render.comparand(side))
  const looks = equality(first ?? NOTHING, rest)
  if (typeOf(left).kind !== 'string') {
    for (const side of call.arguments) checkComparable(side, render)
    return withoutZeroDates(call, looks, render)
  }
  if (call.arguments.every((side) => isBinary(side, render))) return looks
  if (!right.every((side) => side.kind === 'literal')) return render.refuse('COLLATION', call)
  const exact = equality(bytes(first ?? NOTHING), rest.map(bytes))
  return right.every(isAscii) ? sql`(${looks} AND ${exact})` : exact
}

const differs: FunctionRewrite = (call, render) => sql`(NOT ${equals({ ...call, positive: false }, render)})`

/** `<=>`, MySQL's equality of nulls too. */
const notDistinct: FunctionRewrite = (call, render) => {
  for (const side of call.arguments) {
    if (!PLAIN_KINDS.has(typeOf(side).kind)) render.refuse('TYPE_NOT_EXACT', call)
  }
  return infix('<=>')(call, render)
}

/** Text of two columns compared by bytes, where a condition is checked again and no join waits for its index. */
const looseEquality: FunctionRewrite = (call, render) => {
  if (!call.positive || typeOf(argument(call, 0, render)).kind !== 'string') return equals(call, render)
  const [left, ...right] = values(call, render).map(bytes)
  return equality(left ?? NOTHING, right)
}

const ESCAPE = '|'

/** LIKE with a constant pattern, character by character: utf8mb4_bin has no case and LIKE never pads. */
const like: FunctionRewrite = (call, render) => {
  const pattern = argument(call, 1, render)
  const escapeWith = call.arguments[2]
  const escaping = escapeWith === undefined ? '\\' : escapeWith.kind === 'literal' ? escapeWith.value : null
  if (pattern.kind !== 'literal' || pattern.value === null || escaping === null)
    return render.refuse('FUNCTION_NOT_EXACT', call)
  const parts = parsePattern(pattern.value, escaping)
  if (parts === undefined) return render.refuse('MAY_RAISE', call)
  const rewritten: Literal = { ...pattern, value: printPattern(parts, ESCAPE) }
  const value = render.value(argument(call, 0, render))
  return sql`(CONVERT(${value} USING utf8mb4) COLLATE utf8mb4_bin LIKE ${[rewritten]} ESCAPE '${ESCAPE}')`
}

/** Integers of 64 bits and floats raise beyond their range as PostgreSQL's do; narrower ones would not. */
const arithmetic = (operator: string): FunctionRewrite =>
  scaled(onlyFor(['int64', 'decimal', 'float64'], noUnsigned(infix(operator))))

function noUnsigned(rewrite: FunctionRewrite): FunctionRewrite {
  return (call, render) =>
    call.arguments.some((side) => typeOf(side).kind === 'uint64')
      ? render.refuse('TYPE_NOT_EXACT', call)
      : rewrite(call, render)
}

/** Integer division by a constant that cannot fail: not zero, and not -1, which overflows once. */
const integerDivision =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const divisor = argument(call, 1, render)
    if (!call.arguments.every((side) => isInteger(typeOf(side)) && typeOf(side).kind !== 'uint64')) {
      return render.refuse('TYPE_NOT_EXACT', call)
    }
    const safe = divisor.kind === 'literal' && divisor.value !== null && !['0', '-1'].includes(divisor.value)
    return safe ? infix(operator)(call, render) : render.refuse('MAY_RAISE', call)
  }

const sum: FunctionRewrite = (call, render) => {
  const value = aggregate('SUM')(call, render)
  return call.type.kind === 'int64' ? sql`CAST(${value} AS SIGNED)` : value
}

/** Whole digits of a number whose sums stay within the 35 that DECIMAL(65,30) has before the point. */
const SUMMABLE_DIGITS = 20

/** Of exact numbers the sum at MySQL's largest scale, divided and rounded once more; of floats a float. */
const average: FunctionRewrite = (call, render) => {
  const printed = values(call, render)
  const [sum, count] = [aggregateOf('SUM', call, printed), aggregateOf('COUNT', call, printed)]
  if (call.type.kind !== 'decimal') return sql`((${sum} + 0e0) / ${count})`
  const { precision, scale } = call.type
  const { whole = precision } = digitsOf(typeOf(argument(call, 0, render))) ?? {}
  if (whole > SUMMABLE_DIGITS || whole + scale > precision) return render.refuse('TYPE_NOT_EXACT', call)
  return sql`CAST(CAST(${sum} AS DECIMAL(65,30)) / ${count} AS DECIMAL(${String(precision)},${String(scale)}))`
}

const numericOnly =
  (rewrite: FunctionRewrite): FunctionRewrite =>
  (call, render) => {
    for (const side of call.arguments) {
      const { kind } = typeOf(side)
      if (!PLAIN_KINDS.has(kind) || kind === 'boolean')
        render.refuse(kind === 'string' ? 'COLLATION' : 'TYPE_NOT_EXACT', call)
    }
    return rewrite(call, render)
  }

/** count(x) counts what is not null; a zero date is null to us, and so are rows with a null field to the server. */
const count: FunctionRewrite = (call, render) => {
  if (call.arguments.length > 1) return render.refuse('FUNCTION_NOT_EXACT', call)
  for (const side of call.arguments) if (DATE_KINDS.has(typeOf(side).kind)) render.refuse('TYPE_NOT_EXACT', call)
  return aggregate('COUNT')(call, render)
}

/** IS NULL of anything but a date, which is null to us when it is a zero date. */
const nullTest =
  (test: string): FunctionRewrite =>
  (call, render) => {
    const side = argument(call, 0, render)
    if (!DATE_KINDS.has(typeOf(side).kind)) return postfix(test)(call, render)
    const value = render.value(side)
    const wanted = test === 'IS NULL' ? 'NOT ' : ''
    return sql`(${wanted}(${value} IS NOT NULL AND MONTH(${value}) > 0 AND DAYOFMONTH(${value}) > 0))`
  }

/** Functions MySQL and MariaDB compute as PostgreSQL does, proven by value. */
export const functions: FunctionTable = {
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
  like,
  coalesce: numericOnly(named('COALESCE')),
  add: arithmetic('+'),
  subtract: arithmetic('-'),
  multiply: arithmetic('*'),
  divide: integerDivision('DIV'),
  modulo: integerDivision('%'),
  negate: onlyFor(['int64', 'decimal', 'float64'], noUnsigned(prefix('- '))),
  length: named('CHAR_LENGTH'),
  count,
  sum: numericOnly(sum),
  avg: numericOnly(average),
  min: numericOnly(aggregate('MIN')),
  max: numericOnly(aggregate('MAX')),
}

/** What a filter that is checked again may say instead. */
export const prefilters: FunctionTable = { eq: looseEquality }

/** Passes for what MySQL groups, sorts and joins by value as the engine does. */
export function checkKey(expression: Expression, render: ExpressionRenderer): void {
  const type = typeOf(expression)
  if (PLAIN_KINDS.has(type.kind)) return
  if (type.kind === 'string' && isBinary(expression, render)) return
  render.refuse(type.kind === 'string' ? 'COLLATION' : 'TYPE_NOT_EXACT', expression)
}
