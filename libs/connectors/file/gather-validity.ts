import { isBitSet } from '#arrow'
import type { Piece } from './column-values.ts'
import { validityOf } from './text-vector.ts'

/** The bits of the rows that are not NULL, of all pieces together; null when none is. */
export function gatherValidity(
  pieces: readonly Piece[],
  rows: number,
): { readonly validity: Uint8Array<ArrayBuffer> | null; readonly nullCount: number } {
  const validity = new Uint8Array(Math.ceil(rows / 8)).fill(0xff)
  let nullCount = 0
  let at = 0
  for (const { vector, count } of pieces) {
    const bits = validityOf(vector, count)
    for (let row = 0; bits !== null && row < count; row++) {
      if (isBitSet(bits, row)) continue
      const bit = at + row
      validity[bit >> 3] = (validity[bit >> 3] ?? 0) & ~(1 << (bit & 7))
      nullCount++
    }
    at += count
  }
  return { validity: nullCount === 0 ? null : validity, nullCount }
}
