import { isBitSet } from '#arrow'
import type { ColumnValues } from './decoders.ts'

const INFINITE = 'is not a point in time the engine can carry'
const BEFORE_CHRIST = 'lies before the year 1, which the engine does not carry'

/** 0001-01-01. */
const FIRST_DAY = -719_162
/** DuckDB's marks for infinity and -infinity. */
const INFINITE_DAY = 2 ** 31 - 1

/** Why a date that is there cannot be carried. */
export function dateFault({ values }: ColumnValues, validity: Uint8Array | null, rows: number): string | undefined {
  const days = new Int32Array(values.buffer, values.byteOffset, rows)
  for (let row = 0; row < rows; row++) {
    const day = days[row] ?? 0
    if (day >= FIRST_DAY && day !== INFINITE_DAY) continue
    if (validity !== null && !isBitSet(validity, row)) continue
    return Math.abs(day) === INFINITE_DAY ? INFINITE : BEFORE_CHRIST
  }
  return undefined
}

/** 0001-01-01 00:00:00, and its upper word. */
const FIRST_MICROS = -62_135_596_800_000_000n
const FIRST_WORD = Number(FIRST_MICROS >> 32n)
const LAST_WORD = 2 ** 31 - 1
/** DuckDB's marks for infinity and -infinity. */
const INFINITE_MICROS = 2n ** 63n - 1n

/** Why a timestamp that is there cannot be carried. Most are told by their upper word alone. */
export function timestampFault(
  { values }: ColumnValues,
  validity: Uint8Array | null,
  rows: number,
): string | undefined {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * rows)
  const micros = new BigInt64Array(values.buffer, values.byteOffset, rows)
  for (let row = 0; row < rows; row++) {
    const word = words[2 * row + 1] ?? 0
    if (word > FIRST_WORD && word < LAST_WORD) continue
    if (validity !== null && !isBitSet(validity, row)) continue
    const value = micros[row] ?? 0n
    if (value === INFINITE_MICROS || value === -INFINITE_MICROS) return INFINITE
    if (value < FIRST_MICROS) return BEFORE_CHRIST
  }
  return undefined
}

const UUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Why a text is not a uuid in the form PostgreSQL prints. */
export function uuidFault(column: ColumnValues, validity: Uint8Array | null, rows: number): string | undefined {
  const { values, offsets } = column
  const text = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  for (let row = 0; row < rows; row++) {
    if (validity !== null && !isBitSet(validity, row)) continue
    if (!UUID_TEXT.test(text.toString('latin1', offsets?.[row] ?? 0, offsets?.[row + 1] ?? 0))) return 'is no uuid'
  }
  return undefined
}
