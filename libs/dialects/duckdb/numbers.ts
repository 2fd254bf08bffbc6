import { isFloat, isInteger } from '#arrow'
import { columnsOf, type Expression, typeOf } from '#plan'
import { scaleOf } from '../base/decimals.ts'
import type { FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument, castTo, named, prefix, typed, values } from '../base/rewrites.ts'
import { NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { fromUnscaled, unscaled } from './decimal-digits.ts'
import { type Dividing, decimalQuotient } from './decimal-quotient.ts'
import { floatArithmetic } from './float-arithmetic.ts'
import { numberToChar } from './formats/number-to-char.ts'
import { textToNumber } from './formats/text-to-number.ts'
import { INTEGERS } from './integers.ts'
import { jsonbToExactDecimal } from './jsonb-casts.ts'
import { exactDecimal } from './number-text.ts'
import { POWERS } from './powers.ts'
import { ROUNDING } from './rounding.ts'
import { TRIGONOMETRY } from './trigonometry.ts'
import { unlessZero } from './unless-zero.ts'
import { unmoved } from './unmoved.ts'

/** Decimals are exact in the plan's type, integers raise when they overflow, floats are guarded. */
const arithmetic =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    if (isFloat(call.type)) return floatArithmetic(call, render)
    if (call.arguments.some((side) => typeOf(side).kind === 'uint64')) return render.refuse('TYPE_NOT_EXACT', call)
    const [left = NOTHING, right = NOTHING] = values(call, render)
    const result = castTo(sql`(${widened(left, call)} ${operator} ${right})`, call.type, call, render)
    return isInteger(call.type) && call.arguments.some(isConstant) ? unmoved(result) : result
  }

function isConstant(side: Expression): boolean {
  return columnsOf(side).size === 0
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
  if (call.type.kind === 'decimal') {
    const dividend = dividing(argument(call, 0, render), left)
    const divisor = dividing(argument(call, 1, render), right)
    return unlessZero(call, left, right, decimalQuotient(dividend, divisor, call, render))
  }
  return unlessZero(call, left, right, castTo(sql`(${left} // ${right})`, call.type, call, render))
}

function dividing(side: Expression, value: Sql): Dividing {
  const bare = side.kind === 'cast' ? side.argument : side
  return { value, type: typeOf(side), simple: bare.kind === 'column' || bare.kind === 'literal' }
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

/** An integer is taken from zero, of which DuckDB says in which type it overflows. */
const negate: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  if (typeOf(value).kind === 'uint64') return render.refuse('TYPE_NOT_EXACT', call)
  if (!isInteger(call.type)) return typed(prefix('- '))(call, render)
  const zero = castTo(raw('0'), call.type, call, render)
  return unmoved(castTo(sql`(${zero} - ${render.value(value)})`, call.type, call, render))
}

/** The quotient without its fraction. */
const div: FunctionRewrite = (call, render) => {
  const [left = NOTHING, right = NOTHING] = values(call, render)
  const [dividend = call.type, divisor = call.type] = call.arguments.map(typeOf)
  const scale = Math.max(scaleOf(dividend), scaleOf(divisor))
  const above = unscaled(left, scaleOf(dividend), scale)
  const below = unscaled(right, scaleOf(divisor), scale)
  return unlessZero(call, left, right, fromUnscaled(sql`(${above} // ${below})`, 0, call, render))
}

/** Numbers. Every result has the plan's type; what PostgreSQL raises is raised. */
export const NUMBERS: FunctionTable = {
  number_to_char: numberToChar,
  text_to_number: textToNumber,
  add: arithmetic('+'),
  subtract: arithmetic('-'),
  multiply: arithmetic('*'),
  divide,
  modulo,
  negate,
  div,
  exact_numeric: (call, render) => {
    const value = argument(call, 0, render)
    const [type, printed] = [typeOf(value), render.value(value)]
    const exact =
      type.kind === 'json' ? jsonbToExactDecimal(printed, call.type) : exactDecimal(printed, type, call.type)
    return exact ?? render.refuse('TYPE_NOT_EXACT', call)
  },
  abs: typed(named('abs')),
  ...ROUNDING,
  ...POWERS,
  ...INTEGERS,
  ...TRIGONOMETRY,
}
