import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { castTo, infix, named, prefix } from '../base/rewrites.ts'

/** A numeric, brought to the places that the plan has. */
const numeric =
  (name: string): FunctionRewrite =>
  (call, render) =>
    call.type.kind === 'decimal'
      ? castTo(named(name)(call, render), call.type, call, render)
      : named(name)(call, render)

/**
 * PostgreSQL's own bits, divisors and angles. log(b, x), gamma and lgamma are not asked of it: the first is a numeric
 * there, and the others came with version 18.
 */
export const NUMBERS: FunctionTable = {
  bitwise_and: infix('&'),
  bitwise_or: infix('|'),
  bitwise_xor: infix('#'),
  bitwise_not: prefix('~'),
  shift_left: infix('<<'),
  shift_right: infix('>>'),
  gcd: numeric('gcd'),
  lcm: numeric('lcm'),
  factorial: numeric('factorial'),
  div: numeric('div'),
  cbrt: named('cbrt'),
  min_scale: named('min_scale'),
  width_bucket: named('width_bucket'),
  sin: named('sin'),
  cos: named('cos'),
  tan: named('tan'),
  cot: named('cot'),
  asin: named('asin'),
  acos: named('acos'),
  atan: named('atan'),
  atan2: named('atan2'),
  sinh: named('sinh'),
  cosh: named('cosh'),
  tanh: named('tanh'),
  asinh: named('asinh'),
  acosh: named('acosh'),
  atanh: named('atanh'),
  sind: named('sind'),
  cosd: named('cosd'),
  tand: named('tand'),
  cotd: named('cotd'),
  asind: named('asind'),
  acosd: named('acosd'),
  atand: named('atand'),
  atan2d: named('atan2d'),
  degrees: named('degrees'),
  radians: named('radians'),
}
