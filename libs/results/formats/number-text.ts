const HIGH = 2 ** 32

/** The signed 64-bit integer at `at`, as decimal digits. Numbers up to 2^53 need no BigInt. */
export function int64Text(view: DataView, at: number): string {
  const high = view.getInt32(at + 4, true)
  if (high >= -0x200000 && high < 0x200000) return String(high * HIGH + view.getUint32(at, true))
  return String(view.getBigInt64(at, true))
}

/** The unsigned 64-bit integer at `at`, as decimal digits. */
export function uint64Text(view: DataView, at: number): string {
  const high = view.getUint32(at + 4, true)
  if (high < 0x200000) return String(high * HIGH + view.getUint32(at, true))
  return String(view.getBigUint64(at, true))
}

/** The signed 128-bit integer at `at`, as decimal digits. */
export function int128Text(view: DataView, at: number): string {
  return String((view.getBigInt64(at + 8, true) << 64n) | view.getBigUint64(at, true))
}

/** An unscaled decimal with its point: `-5`, scale 2, is `-0.05`. */
export function withScale(digits: string, scale: number): string {
  if (scale === 0) return digits
  const negative = digits.startsWith('-')
  const padded = (negative ? digits.slice(1) : digits).padStart(scale + 1, '0')
  const point = padded.length - scale
  return `${negative ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`
}

/** A double in the fewest digits that read back as the same number; NaN and infinities by name. */
export function float64Text(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A single-precision float in the fewest digits that read back as the same single. */
export function float32Text(value: number): string {
  return float64Text(shortestFloat32(value))
}

function shortestFloat32(value: number): number {
  if (!Number.isFinite(value)) return value
  for (let digits = 6; digits < 9; digits += 1) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === value) return candidate
  }
  return Number(value.toPrecision(9))
}
