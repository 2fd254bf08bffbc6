import { readArrayText } from '#arrow'
import { FLOAT_TOLERANCE, plainDecimal, sameFloat, sameToFewerPlaces } from './number-text.ts'

/**
 * How a numeric may differ, by the deviations that docs/semantics.md lists: `float`, a float64 stands in its place;
 * `scale`, the plan and not the value decides how many places it has.
 */
export type NumericRule = 'exact' | 'float' | 'scale'

const FLOAT32_TOLERANCE = 1e-6

/** True for texts that are the same value of a type, as the engine and PostgreSQL print it. */
export function sameText(
  value: string | null,
  wanted: string | null,
  type: string,
  numeric: NumericRule | undefined,
): boolean {
  if (value === null || wanted === null) return value === wanted
  if (type.endsWith('[]')) return sameArray(elementsOf(value), elementsOf(wanted), elementType(type), numeric)
  if (type === 'float64') {
    return (
      sameFloat(Number(value), Number(wanted), FLOAT_TOLERANCE) || (numeric === 'float' && sameRounded(value, wanted))
    )
  }
  if (type === 'float32') return sameFloat(Number(value), Number(wanted), FLOAT32_TOLERANCE)
  if (numeric === 'scale' && type.startsWith('decimal')) return sameToFewerPlaces(value, wanted)
  if (type.startsWith('decimal')) return plainDecimal(value) === plainDecimal(wanted)
  return value === wanted
}

/** A float that is the decimal once it is rounded to the decimal's places. */
function sameRounded(value: string, wanted: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(value) && /^-?\d+(\.\d+)?$/.test(wanted) && sameToFewerPlaces(value, wanted)
}

function sameArray(
  values: readonly (string | null)[],
  wanted: readonly (string | null)[],
  type: string,
  numeric: NumericRule | undefined,
): boolean {
  if (values.length !== wanted.length) return false
  return values.every((value, index) => sameText(value, wanted[index] ?? null, type, numeric))
}

/** The elements of an array as PostgreSQL prints it. */
export function elementsOf(array: string): readonly (string | null)[] {
  const elements = readArrayText(array)
  if (!Array.isArray(elements)) throw new Error(`${array} is no array of one dimension`)
  return elements
}

/** The type of the elements: `int32` of `int32[]`. */
export function elementType(type: string): string {
  return type.slice(0, -'[]'.length)
}
