import { type EngineType, isInteger } from '#arrow'
import { typeOf } from '#plan'
import { scaleOf } from '../base/decimals.ts'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, castTo, infix, named, prefix, typed, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { fromUnscaled, unscaled } from './decimal-digits.ts'
import { raise } from './raise.ts'

interface Width {
  /** The type that holds every product of a shift. */
  readonly wide: string
  readonly count: number
  readonly bits: number
}

/** int2 is shifted as int4 and cut, as PostgreSQL does in C. */
function widthOf(type: EngineType): Width {
  if (type.kind === 'int64') return { wide: 'HUGEINT', count: 63, bits: 64 }
  return { wide: 'BIGINT', count: 31, bits: type.kind === 'int16' ? 16 : 32 }
}

/** A left shift is a product, of which the lowest bits are kept. */
const shiftLeft: FunctionRewrite = (call, render) => {
  const [value = NOTHING, count = NOTHING] = values(call, render)
  const { wide, count: mask, bits } = widthOf(call.type)
  const half = String(2n ** BigInt(bits - 1))
  const product = sql`CAST(${value} AS ${wide}) * (CAST(1 AS ${wide}) << (${count} & ${String(mask)}))`
  const lowest = String(2n ** BigInt(bits) - 1n)
  return castTo(
    sql`(((${product} + CAST(${half} AS ${wide})) & CAST(${lowest} AS ${wide})) - CAST(${half} AS ${wide}))`,
    call.type,
    call,
    render,
  )
}

const shiftRight: FunctionRewrite = (call, render) => {
  const [value = NOTHING, count = NOTHING] = values(call, render)
  const { count: mask } = widthOf(call.type)
  return castTo(sql`(CAST(${value} AS BIGINT) >> (${count} & ${String(mask)}))`, call.type, call, render)
}

/** Divisors of decimals are those of their digits at one scale. */
const ofDigits =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const printed = values(call, render)
    const types = call.arguments.map(typeOf)
    if (types.every(isInteger)) {
      const wide = printed.map((value) => sql`CAST(${value} AS HUGEINT)`)
      return castTo(sql`${name}(${wide[0] ?? NOTHING}, ${wide[1] ?? NOTHING})`, call.type, call, render)
    }
    const scale = Math.max(...types.map(scaleOf))
    const digits = printed.map((value, index): Sql => unscaled(value, scaleOf(types[index] ?? call.type), scale))
    return fromUnscaled(sql`${name}(${digits[0] ?? NOTHING}, ${digits[1] ?? NOTHING})`, scale, call, render)
  }

/** 33! is the largest of 38 digits. */
const factorial: FunctionRewrite = (call, render) => {
  const value = render.value(argument(call, 0, render))
  const negative = raise('22003', 'factorial of a negative number is undefined')
  const long = raise('22003', 'value overflows numeric format: a decimal has at most 38 digits')
  const result = castTo(sql`factorial(CAST(${value} AS INTEGER))`, call.type, call, render)
  const beyond = raise('22003', 'value overflows numeric format')
  return sql`CASE WHEN ${value} < 0 THEN ${negative} WHEN ${value} > 32177 THEN ${beyond} WHEN ${value} > 33 THEN ${long} ELSE ${result} END`
}

/** Bits and divisors of whole numbers. */
export const INTEGERS: FunctionTable = {
  bitwise_and: typed(infix('&')),
  bitwise_or: typed(infix('|')),
  bitwise_xor: typed(named('xor')),
  bitwise_not: typed(prefix('~')),
  shift_left: shiftLeft,
  shift_right: shiftRight,
  gcd: ofDigits('gcd'),
  lcm: ofDigits('lcm'),
  factorial,
}
