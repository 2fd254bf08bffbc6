/** Bytes of an integer in a vector, and whether it has a sign. */
export interface IntegerLayout {
  readonly width: 1 | 2 | 4 | 8 | 16
  readonly signed: boolean
}

/** Copies integers into wider ones, little-endian, their sign extended; `at` is the first row to write. */
export function widen(bytes: Uint8Array, from: IntegerLayout, target: Uint8Array, width: number, at: number): void {
  if (from.width === width) {
    target.set(bytes, at * width)
  } else if (width <= 4) {
    const wide = width === 2 ? new Int16Array(target.buffer) : new Int32Array(target.buffer)
    wide.set(narrowView(bytes, from), at)
  } else if (from.width === 8) {
    toSixteen(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4), new Int32Array(target.buffer), at)
  } else {
    toWords(narrowView(bytes, from), from.signed, new Int32Array(target.buffer), width / 4, at)
  }
}

type NarrowView = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array

function narrowView(bytes: Uint8Array, { width, signed }: IntegerLayout): NarrowView {
  const { buffer, byteOffset: at, byteLength } = bytes
  if (width === 1) return signed ? new Int8Array(buffer, at, byteLength) : bytes
  if (width === 2)
    return signed ? new Int16Array(buffer, at, byteLength / 2) : new Uint16Array(buffer, at, byteLength / 2)
  return signed ? new Int32Array(buffer, at, byteLength / 4) : new Uint32Array(buffer, at, byteLength / 4)
}

function toWords(values: NarrowView, signed: boolean, target: Int32Array, words: number, at: number): void {
  let word = at * words
  for (const value of values) {
    target[word] = value
    target.fill(signed && value < 0 ? -1 : 0, word + 1, word + words)
    word += words
  }
}

function toSixteen(halves: Int32Array, target: Int32Array, at: number): void {
  let word = at * 4
  for (let half = 0; half < halves.length; half += 2) {
    const high = halves[half + 1] ?? 0
    target[word] = halves[half] ?? 0
    target[word + 1] = high
    target[word + 2] = high >> 31
    target[word + 3] = high >> 31
    word += 4
  }
}
