import { decimal, type EngineType, FLOAT64, MAX_DECIMAL_PRECISION } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'

/** PostgreSQL gives quotients at least 16 significant digits; a plan has one scale per column, so this is it. */
const DIVISION_SCALE = 16

interface Digits {
  readonly whole: number
  readonly scale: number
}

/** decimal(whole + scale, scale), cut to 38 digits: what does not fit then fails with 22003 instead of being rounded. */
export function decimalOf(whole: number, scale: number): EngineType {
  return decimal(Math.max(1, Math.min(MAX_DECIMAL_PRECISION, whole + scale)), scale)
}

/** The digits before and after the point that hold any value of a number type; floats have none. */
export function digitsOf(type: EngineType): Digits | undefined {
  switch (type.kind) {
    case 'int16':
      return { whole: 5, scale: 0 }
    case 'int32':
      return { whole: 10, scale: 0 }
    case 'int64':
      return { whole: 19, scale: 0 }
    case 'uint64':
      return { whole: 20, scale: 0 }
    case 'decimal':
      return { whole: type.precision - type.scale, scale: type.scale }
    default:
      return undefined
  }
}

/** The smallest decimal that holds the values of both. */
export function commonDecimal(a: EngineType, b: EngineType): EngineType {
  return byDigits(a, b, (x, y) => decimalOf(Math.max(x.whole, y.whole), Math.max(x.scale, y.scale)))
}

/** Type of `a + b` and `a - b`: the larger scale, one digit more. */
export function sumType(a: EngineType, b: EngineType): EngineType {
  return byDigits(a, b, (x, y) => decimalOf(Math.max(x.whole, y.whole) + 1, Math.max(x.scale, y.scale)))
}

/** Type of `a * b`: scales added. Beyond scale 38 there is no type: undefined. */
export function productType(a: EngineType, b: EngineType): EngineType | undefined {
  const x = digitsOf(a)
  const y = digitsOf(b)
  if (x === undefined || y === undefined) return FLOAT64
  const scale = x.scale + y.scale
  return scale > MAX_DECIMAL_PRECISION ? undefined : decimalOf(x.whole + y.whole, scale)
}

/**
 * Type of `a / b`: decimal(38, max(s1, s2, 16)). PostgreSQL picks the scale per value (select_div_scale: 16 significant
 * digits or more, never under the scale of an operand), so its text may have more or fewer digits than ours.
 */
export function quotientType(a: EngineType, b: EngineType): EngineType {
  return byDigits(a, b, (x, y) => decimal(MAX_DECIMAL_PRECISION, Math.max(x.scale, y.scale, DIVISION_SCALE)))
}

/** Places of an average where its whole digits leave room for them: what PostgreSQL gives averages below one. */
const AVERAGE_SCALE = 20

/** Type of avg of exact numbers: never fewer places than a quotient, more where no value needs their room. */
export function averageType(type: EngineType): EngineType {
  const digits = digitsOf(type)
  if (digits === undefined) return FLOAT64
  const room = Math.min(AVERAGE_SCALE, MAX_DECIMAL_PRECISION - digits.whole)
  return decimal(MAX_DECIMAL_PRECISION, Math.max(digits.scale, DIVISION_SCALE, room))
}

/** Type of `a % b`: the larger scale; no larger than either operand. */
export function remainderType(a: EngineType, b: EngineType): EngineType {
  return commonDecimal(a, b)
}

/** Type of round or trunc to the number of places in the second argument: exactly those, when it is a constant. */
export function roundedType(args: readonly Expression[]): EngineType {
  const [value, places] = args
  const digits = value === undefined ? undefined : digitsOf(typeOf(value))
  if (digits === undefined) return FLOAT64
  // Rounding may carry into one digit more.
  const whole = digits.whole + 1
  if (places === undefined) return decimalOf(whole, 0)
  if (places.kind !== 'literal' || places.value === null) return decimalOf(whole, digits.scale)
  const scale = Math.min(Math.max(Number(places.value), 0), MAX_DECIMAL_PRECISION)
  return decimalOf(whole, scale)
}

function byDigits(a: EngineType, b: EngineType, rule: (x: Digits, y: Digits) => EngineType): EngineType {
  const x = digitsOf(a)
  const y = digitsOf(b)
  return x === undefined || y === undefined ? FLOAT64 : rule(x, y)
}
