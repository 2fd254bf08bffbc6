import { type EngineType, fixedWidth, isBitSet, isFloat, type PhysicalColumn } from '#arrow'
import { QueryError } from '#core'

/**
 * A hash of each value of a key column, of the 31 bits that count as a small integer; 0 where NULL. Equal values have
 * the same hash whatever the width of their column: an int16, an int64 and a decimal without fraction that are the same
 * number, decimals of one scale.
 * @throws QueryError INTERNAL for floats and intervals, whose equal values may differ in their bytes, and for arrays
 */
export function keyHashes(column: PhysicalColumn): Uint32Array {
  const { length, validity } = column
  const hashOf = hasher(column)
  const hashes = new Uint32Array(length)
  for (let row = 0; row < length; row += 1) {
    if (validity === null || isBitSet(validity, row)) hashes[row] = hashOf(row)
  }
  return hashes
}

type Hasher = (row: number) => number

function hasher({ type, values, offsets, elements }: PhysicalColumn): Hasher {
  if (isFloat(type) || type.kind === 'interval' || elements !== null) throw notAKey(type)
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  if (offsets !== null) return (row) => text(view, offsets[row] ?? 0, offsets[row + 1] ?? 0)
  if (type.kind === 'boolean') return (row) => extended(isBitSet(values, row) ? 1 : 0)
  switch (fixedWidth(type)) {
    case 2:
      return (row) => extended(view.getInt16(row * 2, true))
    case 4:
      return (row) => extended(view.getInt32(row * 4, true))
    case 8:
      return (row) => words(view.getInt32(row * 8, true), view.getInt32(row * 8 + 4, true))
    case 16:
      return (row) => wide(view, row * 16)
    default:
      throw notAKey(type)
  }
}

function notAKey({ kind }: EngineType): QueryError {
  return new QueryError('INTERNAL', `Rows cannot be divided by a column of type ${kind}.`)
}

/** A number of at most 32 bits, as it would be in 64. */
function extended(value: number): number {
  return words(value, value >> 31)
}

/** A number of 128 bits; one that fits has the hash it would have in 64. */
function wide(view: DataView, at: number): number {
  const low = view.getInt32(at, true)
  const high = view.getInt32(at + 4, true)
  const third = view.getInt32(at + 8, true)
  const fourth = view.getInt32(at + 12, true)
  const sign = high >> 31
  return third === sign && fourth === sign ? words(low, high) : words(words(low, high), words(third, fourth))
}

/** Four bytes at a time, then the rest. */
function text(view: DataView, from: number, to: number): number {
  let hash = to - from
  let at = from
  for (; at + 4 <= to; at += 4) hash = step(hash, view.getInt32(at, true))
  let rest = 0
  for (; at < to; at += 1) rest = (rest << 8) | view.getUint8(at)
  return finished(step(hash, rest))
}

function words(low: number, high: number): number {
  return finished(step(step(0, low), high))
}

/** One round of MurmurHash3, by Austin Appleby. */
function step(hash: number, word: number): number {
  const spread = Math.imul(word, 0xcc9e2d51)
  const mixed = hash ^ Math.imul((spread << 15) | (spread >>> 17), 0x1b873593)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

/** Its last round: every bit of the hash depends on every bit of the words. */
function finished(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 1
}
