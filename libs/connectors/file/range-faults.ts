import { isBitSet } from '#arrow'
import type { ColumnValues } from './column-values.ts'

const TOO_EARLY = 'lies before 4714-11-24 BC, where the calendar begins'

/** 4714-11-24 BC. */
const FIRST_DAY = -2_440_588
/** DuckDB's mark for infinity; negated for the other end. */
const INFINITE_DAY = 2 ** 31 - 1

/** Why a date that is there cannot be carried. */
export function dateFault({ values }: ColumnValues, validity: Uint8Array | null, rows: number): string | undefined {
  const days = new Int32Array(values.buffer, values.byteOffset, rows)
  for (let row = 0; row < rows; row++) {
    const day = days[row] ?? 0
    if (day >= FIRST_DAY || day === -INFINITE_DAY) continue
    if (validity === null || isBitSet(validity, row)) return TOO_EARLY
  }
  return undefined
}

/** 4714-11-24 00:00:00 BC, and its upper word. */
const FIRST_MICROS = BigInt(FIRST_DAY) * 86_400_000_000n
const FIRST_WORD = Number(FIRST_MICROS >> 32n)
/** DuckDB's mark for infinity; negated for the other end. */
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
    if ((words[2 * row + 1] ?? 0) > FIRST_WORD) continue
    if (validity !== null && !isBitSet(validity, row)) continue
    const value = micros[row] ?? 0n
    if (value < FIRST_MICROS && value !== -INFINITE_MICROS) return TOO_EARLY
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
