/** A set of characters: ranges of code points, ascending, neither touching nor overlapping. */
export type CharSet = readonly Range[]

export type Range = readonly [first: number, last: number]

const FIRST = 1
const LAST = 0x10ffff

/** Every character a text can hold: PostgreSQL has no NUL. */
export const ANY: CharSet = [[FIRST, LAST]]

/** The set of these ranges, in any order. */
export function charSet(ranges: readonly Range[]): CharSet {
  const merged: [number, number][] = []
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else merged.push([first, last])
  }
  return merged
}

/** The characters of a text. */
export function charsOf(text: string): CharSet {
  return charSet(Array.from(text, (character): Range => [codeOf(character), codeOf(character)]))
}

/** All other characters. */
export function complement(set: CharSet): CharSet {
  const ranges: Range[] = []
  let next = FIRST
  for (const [first, last] of set) {
    if (first > next) ranges.push([next, first - 1])
    next = last + 1
  }
  if (next <= LAST) ranges.push([next, LAST])
  return ranges
}

/** The characters of either. */
export function union(...sets: readonly CharSet[]): CharSet {
  return charSet(sets.flat())
}

/** True when the character is in the set. */
export function contains(set: CharSet, code: number): boolean {
  let low = 0
  let high = set.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = set[middle] ?? [0, 0]
    if (code < first) high = middle - 1
    else if (code > last) low = middle + 1
    else return true
  }
  return false
}

/** How many characters it has. */
export function sizeOf(set: CharSet): number {
  return set.reduce((size, [first, last]) => size + last - first + 1, 0)
}

/** One character of every kind the sets tell apart. */
export function representatives(sets: readonly CharSet[]): readonly number[] {
  const distinct = [...new Map(sets.map((set) => [set.join(), set])).values()]
  const edges = new Set([FIRST, ...distinct.flatMap((set) => set.flatMap(([first, last]) => [first, last + 1]))])
  const found = new Map<string, number>()
  for (const edge of edges) {
    if (edge > LAST) continue
    const kind = distinct.map((set) => (contains(set, edge) ? '1' : '0')).join('')
    if (!found.has(kind)) found.set(kind, edge)
  }
  return [...found.values()]
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
