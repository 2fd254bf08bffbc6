/** Numbers that only look random: the same seed gives the same ones. */
export interface Prng {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number
  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean
  pick<const T>(items: readonly [T, ...T[]]): T
  /** Any of them; undefined when there are none. */
  pickAny<T>(items: readonly T[]): T | undefined
}

/** Mulberry32 (Tommy Ettinger, public domain). */
export function prngOf(seed: number): Prng {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    chance: (percent) => next() * 100 < percent,
    pick: (items) => items[below(items.length)] ?? items[0],
    pickAny: (items) => items[below(items.length)],
  }
}
