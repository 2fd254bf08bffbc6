import { isFloat, isInteger } from '#arrow'
import { type Expression, isNullable, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument, castTo, named, onlyFor, prefix, typed, values } from '../base/rewrites.ts'
import { NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { DIVISION_BY_ZERO, OVERFLOW, raise } from './raise.ts'

const FLOAT_OPERATORS: Readonly<Record<string, string>> = { add: '+', subtract: '-', multiply: '*', divide: '/' }

/** Guards a quotient: PostgreSQL raises on a zero divisor, unless an operand is null. */
function unlessZero(call: PrintedCall, left: Sql, right: Sql, quotient: Sql): Sql {
  const [dividend, divisor] = call.arguments
  if (divisor?.kind === 'literal' && divisor.value !== null && Number(divisor.value) !== 0) return quotient
  const known = dividend !== undefined && isNullable(dividend) ? sql` AND ${left} IS NOT NULL` : NOTHING
  return sql`CASE WHEN ${right} = 0${known} THEN ${DIVISION_BY_ZERO} ELSE ${quotient} END`
}

/** Float arithmetic as one tree: an overflow anywhere in it shows at its root, where it is raised. */
function floatArithmetic(call: PrintedCall, render: ExpressionRenderer): Sql {
  const leaves: Sql[] = []
  const tree = (part: Expression | PrintedCall): Sql => {
    const operator = 'function' in part ? FLOAT_OPERATORS[part.function] : undefined
    if (operator === undefined || !('arguments' in part) || !isFloat(part.type)) {
      const leaf = render.value(part as Expression)
      if (!('kind' in part) || part.kind !== 'literal') leaves.push(leaf)
      return leaf
    }
    const [left, right] = part.arguments
    if (left === undefined || right === undefined) return render.refuse('FUNCTION_NOT_EXACT', call)
    const [a, b] = [tree(left), tree(right)]
    const result = sql`(${a} ${operator} ${b})`
    return operator === '/' ? unlessZero(part as PrintedCall, a, b, result) : result
  }
  const result = tree(call)
  return unlessOverflow(result, leaves)
}

/** Raises where finite inputs gave no finite result. */
function unlessOverflow(result: Sql, inputs: readonly Sql[]): Sql {
  const finite = inputs.flatMap((input) => sql` AND isfinite(${input})`)
  return sql`CASE WHEN NOT isfinite(${result})${finite} THEN ${OVERFLOW} ELSE ${result} END`
}

/** Decimals are exact in the plan's type, integers raise when they overflow, floats are guarded. */
const arithmetic =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    if (isFloat(call.type)) return floatArithmetic(call, render)
    if (call.arguments.some((side) => typeOf(side).kind === 'uint64')) return render.refuse('TYPE_NOT_EXACT', call)
    const [left = NOTHING, right = NOTHING] = values(call, render)
    return castTo(sql`(${widened(left, call)} ${operator} ${right})`, call.type, call, render)
  }

/** DuckDB keeps the result of two short decimals short, and overflows: the first is made long where that could be. */
function widened(left: Sql, call: PrintedCall): Sql {
  const { type } = call
  const sides = call.arguments.map(typeOf)
  const [first] = sides
  const short = sides.every((side) => side.kind === 'decimal' && side.precision <= 18)
  if (type.kind !== 'decimal' || first?.kind !== 'decimal' || !short || type.precision <= 18) return left
  return sql`CAST(${left} AS DECIMAL(${String(type.precision)},${String(first.scale)}))`
}

const divide: FunctionRewrite = (call, render) => {
  if (isFloat(call.type)) return floatArithmetic(call, render)
  const [left = NOTHING, right = NOTHING] = values(call, render)
  if (call.type.kind === 'decimal') return unlessZero(call, left, right, decimalQuotient(call, left, right, render))
  return unlessZero(call, left, right, castTo(sql`(${left} // ${right})`, call.type, call, render))
}

/**
 * Decimal division in integers: unscaled operands, one digit more than the plan's scale, cut; that digit alone decides
 * how half away from zero rounds. A quotient of more than 38 digits raises.
 */
function decimalQuotient(call: PrintedCall, left: Sql, right: Sql, render: ExpressionRenderer): Sql {
  const [dividend, divisor] = call.arguments.map(typeOf)
  if (call.type.kind !== 'decimal' || dividend?.kind !== 'decimal' || divisor?.kind !== 'decimal') {
    return render.refuse('TYPE_NOT_EXACT', call)
  }
  const digits = call.type.scale + 1
  const shift = digits - dividend.scale + divisor.scale
  const numerator = sql`${unscaled(left, dividend.scale)} * ${power10(Math.max(shift, 0))}`
  const denominator = sql`${unscaled(right, divisor.scale)} * ${power10(Math.max(-shift, 0))}`
  const quotient = sql`CAST((${numerator}) // (${denominator}) AS DECIMAL(38,0))`
  const rescaled = sql`${quotient} * CAST('${`0.${'0'.repeat(digits - 1)}1`}' AS DECIMAL(${String(digits)},${String(digits)}))`
  return castTo(rescaled, call.type, call, render)
}

/** A decimal's digits as an integer: by multiplication while that leaves room in 38 digits, else from its text. */
function unscaled(value: Sql, scale: number): Sql {
  if (scale === 0) return sql`CAST(${value} AS HUGEINT)`
  if (scale > 6) return sql`CAST(replace(CAST(${value} AS VARCHAR), '.', '') AS HUGEINT)`
  return sql`CAST(${value} * CAST(${`1${'0'.repeat(scale)}`} AS DECIMAL(${String(scale + 1)},0)) AS HUGEINT)`
}

function power10(exponent: number): Sql {
  return raw(`CAST('1${'0'.repeat(exponent)}' AS HUGEINT)`)
}

const modulo: FunctionRewrite = (call, render) => {
  const [left = NOTHING, right = NOTHING] = values(call, render)
  const divisor = argument(call, 1, render)
  if (isFloat(call.type) || typeOf(divisor).kind === 'uint64') return render.refuse('TYPE_NOT_EXACT', call)
  const remainder = castTo(sql`(${left} % ${right})`, call.type, call, render)
  const safe = divisor.kind === 'literal' && divisor.value !== '-1'
  // The smallest integer has no remainder by -1 in DuckDB: it overflows.
  const guarded =
    safe || !isInteger(call.type)
      ? remainder
      : sql`CASE WHEN ${right} = -1 THEN ${left} - ${left} ELSE ${remainder} END`
  return unlessZero(call, left, right, guarded)
}

const round: FunctionRewrite = (call, render) => {
  const value = render.value(argument(call, 0, render))
  const places = call.arguments[1]
  if (isFloat(call.type) && places === undefined) return sql`round_even(${value}, 0)`
  return toPlaces('round')(call, render)
}

/** round and trunc to a constant number of places. Of floats that is ours, not PostgreSQL's: half away from zero. */
const toPlaces =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const value = render.value(argument(call, 0, render))
    const places = call.arguments[1]
    if (places === undefined) return castTo(sql`${name}(${value})`, call.type, call, render)
    if (places.kind !== 'literal' || places.value === null || !/^-?\d{1,2}$/.test(places.value)) {
      return render.refuse('FUNCTION_NOT_EXACT', call)
    }
    return castTo(sql`${name}(${value}, ${places.value})`, call.type, call, render)
  }

const floatFunction = (rewrite: FunctionRewrite): FunctionRewrite => onlyFor(['float64'], rewrite)

const power: FunctionRewrite = floatFunction((call, render) => {
  const [base = NOTHING, exponent = NOTHING] = values(call, render)
  const result = sql`power(${base}, ${exponent})`
  const zero = sql`WHEN ${base} = 0 AND ${exponent} < 0 THEN ${raise('2201F', 'zero raised to a negative power is undefined')}`
  const complex = sql`WHEN ${base} < 0 AND isfinite(${base}) AND isfinite(${exponent}) AND ${exponent} <> floor(${exponent}) THEN ${raise('2201F', 'a negative number raised to a non-integer power yields a complex result')}`
  const under = sql`WHEN ${result} = 0 AND ${base} <> 0 AND isfinite(${base}) AND isfinite(${exponent}) THEN ${UNDERFLOW}`
  const over = sql`WHEN isinf(${result}) AND isfinite(${base}) AND isfinite(${exponent}) THEN ${OVERFLOW}`
  return sql`CASE ${zero} ${complex} ${over} ${under} ELSE ${result} END`
})

const UNDERFLOW = raise('22003', 'value out of range: underflow')

const exp: FunctionRewrite = floatFunction((call, render) => {
  const value = render.value(argument(call, 0, render))
  const result = sql`exp(${value})`
  return sql`CASE WHEN isinf(${result}) AND isfinite(${value}) THEN ${OVERFLOW} WHEN ${result} = 0 AND isfinite(${value}) THEN ${UNDERFLOW} ELSE ${result} END`
})

/** Numbers. Every result has the plan's type; what PostgreSQL raises is raised. */
export const NUMBERS: FunctionTable = {
  add: arithmetic('+'),
  subtract: arithmetic('-'),
  multiply: arithmetic('*'),
  divide,
  modulo,
  negate: (call, render) =>
    typeOf(argument(call, 0, render)).kind === 'uint64'
      ? render.refuse('TYPE_NOT_EXACT', call)
      : typed(prefix('- '))(call, render),
  power,
  abs: typed(named('abs')),
  sign: typed(named('sign')),
  ceil: typed(named('ceil')),
  floor: typed(named('floor')),
  round,
  trunc: toPlaces('trunc'),
  sqrt: floatFunction(named('sqrt')),
  exp,
  ln: floatFunction(named('ln')),
  log10: floatFunction(named('log10')),
}
