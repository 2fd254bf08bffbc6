import { isUtf8 } from 'node:buffer'
import { MAX_INT64_DECIMAL_PRECISION, type PhysicalColumn } from '#arrow'
import type { TextReader } from './value-text.ts'
import { NUMBER_BYTES, safeInt64, writeDate, writeDecimal, writeInteger } from './write-number.ts'

/** Writes the values of a column as bytes; not to be asked for a NULL. */
export interface ValueWriter {
  /** Most bytes that any value takes, or null where that depends on the row. */
  readonly most: number | null
  /** Most bytes that the value of a row takes; where `most` is null, asked for just before the value is written. */
  bound(row: number): number
  /** Writes the value at `at`; returns where it ends. */
  write(row: number, out: Buffer, at: number): number
}

/** Most places of a decimal that is written without making a text. */
const MOST_PLACES = 15

/**
 * A writer of the column's values as they are, where they are whole numbers, decimals or dates; undefined for others.
 * What is too large for a number of JavaScript's is written as `read` gives it.
 */
export function numberWriter(column: PhysicalColumn, read: TextReader): ValueWriter | undefined {
  const { type, values } = column
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  const asText = (row: number, out: Buffer, at: number): number => at + out.write(read(row), at)
  const writer = (write: ValueWriter['write']): ValueWriter => ({
    most: LONGEST_NUMBER,
    bound: () => LONGEST_NUMBER,
    write,
  })
  switch (type.kind) {
    case 'int16':
      return writer((row, out, at) => writeInteger(view.getInt16(row * 2, true), out, at))
    case 'int32':
      return writer((row, out, at) => writeInteger(view.getInt32(row * 4, true), out, at))
    case 'int64':
      return writer((row, out, at) => {
        const value = safeInt64(view, row * 8)
        return Number.isNaN(value) ? asText(row, out, at) : writeInteger(value, out, at)
      })
    case 'decimal': {
      const { precision, scale } = type
      if (precision > MAX_INT64_DECIMAL_PRECISION || scale < 1 || scale > MOST_PLACES) return undefined
      return writer((row, out, at) => {
        const value = safeInt64(view, row * 8)
        return Number.isNaN(value) ? asText(row, out, at) : writeDecimal(value, scale, out, at)
      })
    }
    case 'date':
      return writer((row, out, at) => {
        const end = writeDate(view.getInt32(row * 4, true), out, at)
        return end < 0 ? asText(row, out, at) : end
      })
    default:
      return undefined
  }
}

/** The longest texts of these types are those of `read`: 20 characters and a point, or a date of many years before Christ. */
const LONGEST_NUMBER = NUMBER_BYTES + 16

/** Writes UTF-8 bytes as a format has them. */
interface TextFormat {
  readonly bound: (text: Uint8Array, from: number, to: number) => number
  readonly write: (text: Uint8Array, from: number, to: number, out: Uint8Array, at: number) => number
}

/** A writer of text columns straight from their bytes; undefined for others, and for bytes that are not UTF-8. */
export function utf8Writer(
  { type, values, offsets, length }: PhysicalColumn,
  format: TextFormat,
): ValueWriter | undefined {
  const isText = type.kind === 'string' || type.kind === 'json' || type.kind === 'uuid'
  if (!isText || offsets === null || !isUtf8(values.subarray(offsets[0] ?? 0, offsets[length] ?? 0))) return undefined
  return {
    most: null,
    bound: (row) => format.bound(values, offsets[row] ?? 0, offsets[row + 1] ?? 0),
    write: (row, out, at) => format.write(values, offsets[row] ?? 0, offsets[row + 1] ?? 0, out, at),
  }
}

/** A writer of any column by the text of its values. */
export function textWriter(read: TextReader): ValueWriter {
  let text = ''
  return {
    most: null,
    bound(row) {
      text = read(row)
      return text.length * 3
    },
    write: (_row, out, at) => at + out.write(text, at),
  }
}

/** The same values in quotes. */
export function inQuotes({ most, bound, write }: ValueWriter): ValueWriter {
  return {
    most: most === null ? null : most + 2,
    bound: (row) => bound(row) + 2,
    write(row, out, at) {
      out[at] = 34
      const end = write(row, out, at + 1)
      out[end] = 34
      return end + 1
    },
  }
}
