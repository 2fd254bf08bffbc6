import { WireFault } from './wire-fault.ts'

/** A view of the memory of a buffer. */
export function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A length-encoded integer and where it ends. */
export interface LengthEncoded {
  readonly value: number
  readonly next: number
}

/** Lengths up to this are one byte, the length itself. */
export const MAX_SHORT_LENGTH = 0xfa

const WIDTHS: ReadonlyMap<number, number> = new Map([
  [0xfc, 2],
  [0xfd, 3],
  [0xfe, 8],
])

/**
 * The length-encoded integer at `at`, which must lie before `end`.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html
 * @throws WireFault when it is cut, or is none
 */
export function lengthEncoded(view: DataView, at: number, end: number): LengthEncoded {
  if (at >= end) throw new WireFault('a length is missing')
  const first = view.getUint8(at)
  if (first <= MAX_SHORT_LENGTH) return { value: first, next: at + 1 }
  const width = WIDTHS.get(first)
  if (width === undefined) throw new WireFault(`a length begins with ${first}`)
  const next = at + 1 + width
  if (next > end) throw new WireFault('a length is cut')
  return { value: unsigned(view, at + 1, width), next }
}

function unsigned(view: DataView, at: number, width: number): number {
  if (width === 8) return Number(view.getBigUint64(at, true))
  const low = view.getUint16(at, true)
  return width === 2 ? low : low | (view.getUint8(at + 2) << 16)
}
