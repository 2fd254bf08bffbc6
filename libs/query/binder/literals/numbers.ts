import { invalidSyntax, type Parsed } from './parsed.ts'

const INTEGER_BOUNDS = {
  int16: { name: 'smallint', min: -(2n ** 15n), max: 2n ** 15n - 1n },
  int32: { name: 'integer', min: -(2n ** 31n), max: 2n ** 31n - 1n },
  int64: { name: 'bigint', min: -(2n ** 63n), max: 2n ** 63n - 1n },
  uint64: { name: 'uint64', min: 0n, max: 2n ** 64n - 1n },
} as const

export type IntegerKind = keyof typeof INTEGER_BOUNDS

/** True when the number lies in the kind's range. */
export function fitsInteger(value: bigint, kind: IntegerKind): boolean {
  return value >= INTEGER_BOUNDS[kind].min && value <= INTEGER_BOUNDS[kind].max
}

const WHOLE_NUMBER = /^([+-]?)(\d(?:_?\d)*|0x(?:_?[\da-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+)$/i

/** Digits, with underscores between them and after 0x, 0o or 0b; undefined for anything else. */
function wholeNumber(text: string): bigint | undefined {
  const [, sign, digits] = WHOLE_NUMBER.exec(text) ?? []
  if (digits === undefined) return undefined
  const magnitude = BigInt(digits.replaceAll('_', ''))
  return sign === '-' ? -magnitude : magnitude
}

/** PostgreSQL reads digit after digit, and may find the number too large before it meets what is no digit. */
function overflowsFirst(text: string, kind: IntegerKind): boolean {
  const [, digits = ''] = /^[+-]?(\d(?:_?\d)*)/.exec(text) ?? []
  return BigInt(digits.replaceAll('_', '').slice(0, -1) || '0') > -INTEGER_BOUNDS[kind].min / 10n
}

/** A whole number, as PostgreSQL reads text as an integer. */
export function parseInteger(text: string, kind: IntegerKind): Parsed {
  const { name } = INTEGER_BOUNDS[kind]
  const trimmed = text.trim()
  const value = wholeNumber(trimmed)
  if (value === undefined && !overflowsFirst(trimmed, kind)) return invalidSyntax(name, text)
  if (value !== undefined && fitsInteger(value, kind)) return { value: value.toString() }
  return { sqlState: '22003', message: `value "${trimmed}" is out of range for type ${name}` }
}

/** A decimal as an integer of 10^-scale. */
export interface ExactNumber {
  readonly unscaled: bigint
  readonly scale: number
}

/** The exact value of a number written with point and exponent, with the scale PostgreSQL gives it. */
export function parseExact(text: string): ExactNumber | undefined {
  const integer = wholeNumber(text.trim())
  if (integer !== undefined) return { unscaled: integer, scale: 0 }
  if (/^_|__|_$|_(?!\d)|(?<!\d)_/.test(text.trim())) return undefined
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?\s*$/i.exec(text.replaceAll('_', ''))
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(`${whole}${fraction}`) * 10n ** BigInt(Math.max(0, -scale))
  return { unscaled: sign === '-' ? -digits : digits, scale: Math.max(0, scale) }
}

/** The number at another scale, rounded half away from zero as PostgreSQL's numeric. */
export function rescale({ unscaled, scale }: ExactNumber, to: number): ExactNumber {
  if (to >= scale) return { unscaled: unscaled * 10n ** BigInt(to - scale), scale: to }
  const unit = 10n ** BigInt(scale - to)
  const half = unscaled < 0n ? -unit / 2n : unit / 2n
  return { unscaled: (unscaled + half) / unit, scale: to }
}

/** Digits before the point; 0 for 0.5. */
export function wholeDigits({ unscaled, scale }: ExactNumber): number {
  const magnitude = unscaled < 0n ? -unscaled : unscaled
  return magnitude === 0n ? 0 : Math.max(0, magnitude.toString().length - scale)
}

/** As PostgreSQL prints it: all digits of the scale. */
export function printExact({ unscaled, scale }: ExactNumber): string {
  const sign = unscaled < 0n ? '-' : ''
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  if (scale === 0) return sign + digits
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** A decimal of the given precision and scale, rounded to the scale. */
export function parseDecimal(text: string, precision: number, scale: number): Parsed {
  if (SPECIAL_FLOATS.has(text.trim().toLowerCase())) {
    const message = 'NaN and infinity cannot be numeric here; keep them in double precision'
    return { sqlState: '0A000', message }
  }
  const exact = parseExact(text)
  if (exact === undefined) return invalidSyntax('numeric', text)
  if (scale > precision) {
    const message = `numeric field overflow: "${text.trim()}" has more than the ${precision} digits of a decimal`
    return { sqlState: '22003', message }
  }
  const rounded = rescale(exact, scale)
  if (wholeDigits(rounded) <= precision - scale) return { value: printExact(rounded) }
  return {
    sqlState: '22003',
    message: `numeric field overflow: "${text.trim()}" does not fit numeric(${precision},${scale})`,
  }
}

const SPECIAL_FLOATS: ReadonlyMap<string, string> = new Map([
  ['nan', 'NaN'],
  ['inf', 'Infinity'],
  ['+inf', 'Infinity'],
  ['infinity', 'Infinity'],
  ['+infinity', 'Infinity'],
  ['-inf', '-Infinity'],
  ['-infinity', '-Infinity'],
])

/** A float in PostgreSQL's shortest form; overflow and underflow are errors there too. */
export function parseFloatText(text: string, kind: 'float32' | 'float64'): Parsed {
  const name = kind === 'float32' ? 'real' : 'double precision'
  const trimmed = text.trim()
  const special = SPECIAL_FLOATS.get(trimmed.toLowerCase())
  if (special !== undefined) return { value: special }
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) return invalidSyntax(name, text)
  const value = kind === 'float32' ? Math.fround(Number(trimmed)) : Number(trimmed)
  const underflow = value === 0 && /[1-9]/.test(trimmed.replace(/e.*$/i, ''))
  if (Number.isFinite(value) && !underflow) return { value: printFloat(value, kind) }
  return { sqlState: '22003', message: `"${trimmed}" is out of range for type ${name}` }
}

/** The shortest digits that read back as the same float, in PostgreSQL's notation: exponents of two digits or more. */
export function printFloat(value: number, kind: 'float32' | 'float64'): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', exponentText = '0'] = shortest(value, kind).split('e')
  const exponent = Number(exponentText)
  const digits = mantissa.replace(/[-.]/g, '')
  const sign = value < 0 ? '-' : ''
  if (exponent < -4 || exponent >= (kind === 'float32' ? 6 : 15)) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : ''
    const power = Math.abs(exponent).toString().padStart(2, '0')
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${power}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = digits.slice(exponent + 1)
  return sign + whole + (fraction === '' ? '' : `.${fraction}`)
}

function shortest(value: number, kind: 'float32' | 'float64'): string {
  if (kind === 'float64') return value.toExponential()
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits)
    if (Math.fround(Number(text)) === value) return text
  }
  return value.toExponential()
}
