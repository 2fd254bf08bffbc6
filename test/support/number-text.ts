/** Relative difference within which two float64 results are the same answer (docs/semantics.md). */
export const FLOAT_TOLERANCE = 1e-12

/** Equal within a relative tolerance; NaN is equal to itself. */
export function sameFloat(a: number, b: number, tolerance: number): boolean {
  if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))
}

/** A decimal without trailing zeros of its fraction: equal values, whatever their scale. */
export function plainDecimal(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}

/** True for decimals that are equal once the longer is rounded, half away from zero, to the places of the shorter. */
export function sameToFewerPlaces(a: string, b: string): boolean {
  const places = Math.min(placesOf(a), placesOf(b))
  return rounded(a, places) === rounded(b, places)
}

function placesOf(text: string): number {
  return text.split('.')[1]?.length ?? 0
}

function rounded(text: string, places: number): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const half = (fraction[places] ?? '0') >= '5' ? 1n : 0n
  const digits = BigInt(whole + fraction.slice(0, places)) + half
  return text.startsWith('-') ? -digits : digits
}

const QUOTIENT = /^decimal\(\d+,(1[6-9]|[23]\d)\)$/

/** True for the type of a quotient or an average: the plan decides its places, where PostgreSQL looks at the values. */
export function isQuotient(type: string): boolean {
  return QUOTIENT.test(type)
}
