import { decimal, type EngineType, FLOAT64, INT32, isFloat, MAX_DECIMAL_PRECISION } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import { decimalOf, digitsOf, productType, quotientType, remainderType, roundedType, sumType } from './decimal-types.ts'
import {
  DIVISION_BY_ZERO,
  extension,
  INVALID_ARGUMENT_FOR_LOGARITHM,
  INVALID_ARGUMENT_FOR_POWER_FUNCTION,
  INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION,
  INVALID_PARAMETER_VALUE,
  INVALID_TEXT_REPRESENTATION,
  NULL_VALUE_NOT_ALLOWED,
  NUMERIC_VALUE_OUT_OF_RANGE,
  type Signature,
  settledBy,
  signature,
  signatureWithOptional,
  strict,
  strictOrNull,
} from './record.ts'

type DecimalRule = (a: EngineType, b: EngineType) => EngineType | undefined

/** Numbers of one kind give that kind; decimals follow the rule. Operands are already of one kind. */
function arithmetic(rule: DecimalRule): readonly Signature[] {
  return [
    signature(['numeric', 'numeric'], (args) => {
      const [a, b] = args
      if (a === undefined || b === undefined) return FLOAT64
      const type = typeOf(a)
      return type.kind === 'decimal' ? (rule(type, typeOf(b)) ?? FLOAT64) : type
    }),
  ]
}

const sameAsFirst = (args: readonly Expression[]): EngineType => (args[0] === undefined ? FLOAT64 : typeOf(args[0]))

/** ceil and floor: a decimal loses its fraction and may gain a digit. */
function wholeType(args: readonly Expression[]): EngineType {
  const type = sameAsFirst(args)
  const digits = isFloat(type) ? undefined : digitsOf(type)
  return digits === undefined ? FLOAT64 : decimalOf(digits.whole + 1, 0)
}

/** div: the quotient without its fraction; a divisor's places make it longer. */
function wholeQuotientType([a, b]: readonly Expression[]): EngineType {
  const [x, y] = [a, b].map((side) => (side === undefined ? undefined : digitsOf(typeOf(side))))
  return x === undefined || y === undefined ? FLOAT64 : decimalOf(x.whole + y.scale, 0)
}

const overEveryNumber: readonly Signature[] = (
  ['int16', 'int32', 'int64', 'decimal', 'float32', 'float64'] as const
).map((kind) => signature([kind], sameAsFirst))
const decimalOrFloat: readonly Signature[] = [signature(['decimal'], wholeType), signature(['float64'], FLOAT64)]
const toPlaces: readonly Signature[] = [
  signatureWithOptional(['decimal', 'int32'], 1, roundedType),
  signature(['float64'], FLOAT64),
]
/** PostgreSQL has no round(float8, int); rounding a float to decimal places is ours, and stays a float. */
const roundFloatToPlaces = extension(signature(['float64', 'int32'], FLOAT64))
/** PostgreSQL answers numeric arguments with numeric of a scale per value; we answer every root, log and power in float64. */
const inFloat = [signature(['float64'], FLOAT64)]
const overflow = [NUMERIC_VALUE_OUT_OF_RANGE]

/** Arithmetic. Overflow and division by zero raise, for every type. */
export const NUMBER_FUNCTIONS = {
  add: strict(arithmetic(sumType), overflow),
  subtract: strict(arithmetic(sumType), overflow),
  multiply: strict(arithmetic(productType), overflow),
  divide: settledBy([1], strict(arithmetic(quotientType), [DIVISION_BY_ZERO, NUMERIC_VALUE_OUT_OF_RANGE])),
  modulo: settledBy([1], strict(arithmetic(remainderType), [DIVISION_BY_ZERO])),
  negate: strict(overEveryNumber, overflow),
  power: strict(
    [signature(['float64', 'float64'], FLOAT64)],
    [INVALID_ARGUMENT_FOR_POWER_FUNCTION, NUMERIC_VALUE_OUT_OF_RANGE],
  ),
  abs: strict(overEveryNumber, overflow),
  sign: strict([signature(['decimal'], () => decimalOf(1, 0)), signature(['float64'], FLOAT64)]),
  ceil: strict(decimalOrFloat, overflow),
  floor: strict(decimalOrFloat, overflow),
  round: strict([...toPlaces, roundFloatToPlaces], overflow),
  trunc: strict(toPlaces),
  sqrt: strict(inFloat, [INVALID_ARGUMENT_FOR_POWER_FUNCTION]),
  exp: strict(inFloat, overflow),
  ln: strict(inFloat, [INVALID_ARGUMENT_FOR_LOGARITHM]),
  log10: strict(inFloat, [INVALID_ARGUMENT_FOR_LOGARITHM]),
  log_base: strict([signature(['decimal', 'decimal'], FLOAT64)], [INVALID_ARGUMENT_FOR_LOGARITHM, DIVISION_BY_ZERO]),
  cbrt: strict(inFloat),
  gamma: strict(inFloat, overflow),
  lgamma: strict(inFloat, overflow),
  div: settledBy([1], strict([signature(['decimal', 'decimal'], wholeQuotientType)], [DIVISION_BY_ZERO])),
  // CAST(x AS numeric), which keeps every digit or raises; jsonb's null is NULL.
  exact_numeric: strictOrNull(
    (['string', 'float32', 'float64', 'json'] as const).map((kind) =>
      signature([kind], decimal(MAX_DECIMAL_PRECISION, 20)),
    ),
    [NUMERIC_VALUE_OUT_OF_RANGE, INVALID_TEXT_REPRESENTATION, INVALID_PARAMETER_VALUE],
  ),
  min_scale: strict([signature(['decimal'], INT32)]),
  trim_scale: strict([signature(['decimal'], sameAsFirst)]),
  width_bucket: strict(
    [
      signature(['float64', 'float64', 'float64', 'int32'], INT32),
      signature(['decimal', 'decimal', 'decimal', 'int32'], INT32),
    ],
    [INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION, NUMERIC_VALUE_OUT_OF_RANGE],
  ),
  /** How many of the thresholds, which ascend, are at or below the value. */
  width_bucket_array: strict([signature(['member', 'array'], INT32)], [NULL_VALUE_NOT_ALLOWED]),
} as const

/** PostgreSQL's names of those that are called by name, lower-case. */
export const NUMBER_SQL_NAMES = {
  abs: 'abs',
  cbrt: 'cbrt',
  ceil: 'ceil',
  ceiling: 'ceil',
  div: 'div',
  exp: 'exp',
  floor: 'floor',
  gamma: 'gamma',
  lgamma: 'lgamma',
  ln: 'ln',
  log: 'log10',
  log10: 'log10',
  min_scale: 'min_scale',
  mod: 'modulo',
  pow: 'power',
  power: 'power',
  round: 'round',
  sign: 'sign',
  sqrt: 'sqrt',
  trim_scale: 'trim_scale',
  trunc: 'trunc',
  width_bucket: 'width_bucket',
} as const
