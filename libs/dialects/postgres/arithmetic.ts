import { isFloat } from '#arrow'
import { typeOf } from '#plan'
import { scaled } from '../base/decimals.ts'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, infix, named, onlyFor, prefix, values } from '../base/rewrites.ts'
import { NOTHING, sql } from '../base/sql.ts'

/** Our quotient has the plan's scale: divided with enough further digits that rounding twice is rounding once. */
const divide: FunctionRewrite = (call, render) => {
  if (call.type.kind !== 'decimal') return infix('/')(call, render)
  const divisor = argument(call, 1, render)
  const type = typeOf(divisor)
  if (type.kind !== 'decimal') return render.refuse('TYPE_NOT_EXACT', call)
  const { precision, scale } = call.type
  const guarded = scale + type.precision + 1
  const [left, right] = values(call, render)
  const dividend = sql`CAST(${left ?? NOTHING} AS numeric(${String(40 + guarded)},${String(guarded)}))`
  return sql`CAST((${dividend} / ${right ?? NOTHING}) AS numeric(${String(precision)},${String(scale)}))`
}

/** PostgreSQL rounds no float to decimal places. */
const toPlaces =
  (name: string): FunctionRewrite =>
  (call, render) =>
    isFloat(call.type) && call.arguments.length > 1
      ? render.refuse('FUNCTION_NOT_EXACT', call)
      : named(name)(call, render)

/** Numbers whose PostgreSQL result has digits beyond the plan's are not said. */
const floatOnly = (rewrite: FunctionRewrite): FunctionRewrite => onlyFor(['float32', 'float64'], rewrite)

/** Arithmetic, at the scale of the plan. */
export const ARITHMETIC: FunctionTable = {
  add: scaled(infix('+')),
  subtract: scaled(infix('-')),
  multiply: scaled(infix('*')),
  divide,
  modulo: onlyFor(['int16', 'int32', 'int64', 'decimal'], scaled(infix('%'))),
  negate: prefix('- '),
  power: floatOnly(named('power')),
  abs: named('abs'),
  sign: named('sign'),
  ceil: named('ceil'),
  floor: named('floor'),
  round: toPlaces('round'),
  trunc: toPlaces('trunc'),
  sqrt: floatOnly(named('sqrt')),
  exp: floatOnly(named('exp')),
  ln: floatOnly(named('ln')),
  log10: floatOnly(named('log')),
}
