import { decimal, type EngineType, INT16, INT32, INT64, MAX_DECIMAL_PRECISION } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import { commonDecimal, digitsOf } from './decimal-types.ts'
import { NUMERIC_VALUE_OUT_OF_RANGE, type Signature, signature, strict } from './record.ts'

const OWN_KIND: readonly (readonly ['int16' | 'int32' | 'int64', EngineType])[] = [
  ['int16', INT16],
  ['int32', INT32],
  ['int64', INT64],
]

const ofTwo: readonly Signature[] = OWN_KIND.map(([kind, type]) => signature([kind, kind], type))
const ofOne: readonly Signature[] = OWN_KIND.map(([kind, type]) => signature([kind], type))
const shifted: readonly Signature[] = OWN_KIND.map(([kind, type]) => signature([kind, 'int32'], type))

function divisorType([a, b]: readonly Expression[]): EngineType {
  return a === undefined || b === undefined ? INT64 : commonDecimal(typeOf(a), typeOf(b))
}

/** A common multiple may have as many digits as there are, at the larger scale. */
function multipleType(args: readonly Expression[]): EngineType {
  return decimal(MAX_DECIMAL_PRECISION, digitsOf(divisorType(args))?.scale ?? 0)
}

const wholeNumbers = [signature(['int32', 'int32'], INT32), signature(['int64', 'int64'], INT64)]

/** Operators on bits, and divisors. A shift's count is taken modulo the width, as C does. */
export const INTEGER_FUNCTIONS = {
  bitwise_and: strict(ofTwo),
  bitwise_or: strict(ofTwo),
  bitwise_xor: strict(ofTwo),
  bitwise_not: strict(ofOne),
  shift_left: strict(shifted),
  shift_right: strict(shifted),
  gcd: strict([...wholeNumbers, signature(['decimal', 'decimal'], divisorType)], [NUMERIC_VALUE_OUT_OF_RANGE]),
  lcm: strict([...wholeNumbers, signature(['decimal', 'decimal'], multipleType)], [NUMERIC_VALUE_OUT_OF_RANGE]),
  factorial: strict([signature(['int64'], decimal(MAX_DECIMAL_PRECISION, 0))], [NUMERIC_VALUE_OUT_OF_RANGE]),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const INTEGER_SQL_NAMES = { factorial: 'factorial', gcd: 'gcd', lcm: 'lcm' } as const
