import { type EngineType, isInteger } from '#arrow'
import { typeOf } from '#plan'
import { scaled } from '../base/decimals.ts'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { staysInType } from '../base/integer-bounds.ts'
import { argument, infix, named, onlyFor, prefix, values } from '../base/rewrites.ts'
import { NOTHING, sql } from '../base/sql.ts'

/** More decimals than this are cut off there. */
const MAX_SCALE = 30

/** Integers of 64 bits, decimals and floats raise beyond their range as PostgreSQL's do; narrower ones must stay in it. */
const checked =
  (rewrite: FunctionRewrite): FunctionRewrite =>
  (call, render) => {
    if (call.arguments.some((side) => typeOf(side).kind === 'uint64')) return render.refuse('TYPE_NOT_EXACT', call)
    const { kind } = call.type
    if (kind === 'int16' || kind === 'int32') {
      return staysInType(call.source, render) ? rewrite(call, render) : render.refuse('MAY_RAISE', call)
    }
    return ['int64', 'decimal', 'float64'].includes(kind)
      ? rewrite(call, render)
      : render.refuse('TYPE_NOT_EXACT', call)
  }

const arithmetic = (operator: string): FunctionRewrite => scaled(checked(infix(operator)))

const multiply: FunctionRewrite = (call, render) => {
  const scales = call.arguments.map((side) => scaleOf(typeOf(side)))
  const scale = scales.reduce((sum, each) => sum + each, 0)
  return scale > MAX_SCALE ? render.refuse('TYPE_NOT_EXACT', call) : arithmetic('*')(call, render)
}

function scaleOf(type: EngineType): number {
  return type.kind === 'decimal' ? type.scale : 0
}

/** True for a divisor that is known and can fail for no dividend: not zero, and not -1, which overflows once. */
function isSafeDivisor(call: PrintedCall, render: ExpressionRenderer): boolean {
  const divisor = argument(call, 1, render)
  return divisor.kind === 'literal' && divisor.value !== null && ![0, -1].includes(Number(divisor.value))
}

/** Division by a constant that cannot fail: of integers toward zero, of floats; a quotient of decimals has other digits. */
const divide: FunctionRewrite = (call, render) => {
  if (!isSafeDivisor(call, render)) return render.refuse('MAY_RAISE', call)
  if (call.type.kind === 'float64') return infix('/')(call, render)
  return areIntegers(call) ? infix('DIV')(call, render) : render.refuse('TYPE_NOT_EXACT', call)
}

const modulo: FunctionRewrite = (call, render) => {
  if (!isSafeDivisor(call, render)) return render.refuse('MAY_RAISE', call)
  const exact = areIntegers(call) || call.type.kind === 'decimal'
  return exact ? infix('%')(call, render) : render.refuse('TYPE_NOT_EXACT', call)
}

function areIntegers(call: PrintedCall): boolean {
  return call.arguments.every((side) => isInteger(typeOf(side)) && typeOf(side).kind !== 'uint64')
}

/** A function of a decimal, at the scale of the plan. */
const ofDecimal = (rewrite: FunctionRewrite): FunctionRewrite => onlyFor(['decimal'], rewrite)

/** Rounds decimals half away from zero to a constant number of places. */
const toPlaces =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const places = call.arguments[1]
    if (places !== undefined && places.kind !== 'literal') return render.refuse('FUNCTION_NOT_EXACT', call)
    const [value, count] = values(call, render)
    return sql`${name}(${value ?? NOTHING}, ${count ?? '0'})`
  }

/** Arithmetic. */
export const ARITHMETIC: FunctionTable = {
  add: arithmetic('+'),
  subtract: arithmetic('-'),
  multiply,
  divide,
  modulo,
  negate: checked(prefix('- ')),
  abs: checked(named('ABS')),
  sign: ofDecimal(named('SIGN')),
  ceil: ofDecimal(named('CEILING')),
  floor: ofDecimal(named('FLOOR')),
  round: ofDecimal(toPlaces('ROUND')),
  trunc: ofDecimal(toPlaces('TRUNCATE')),
}
