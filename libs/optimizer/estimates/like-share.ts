import type { FunctionCall } from '#plan'
import type { ColumnFacts } from './column-facts.ts'
import { shareBelow } from './value-order.ts'

/** What the start of a pattern keeps where nothing is known of the texts, and the rest of it after its start. */
const KNOWN_START = 0.1
const AFTER_START = 0.5
/** The share of frequent values from which on they stand for all. */
const MOST = 0.9

/** The share of rows whose text a constant LIKE pattern fits; undefined where nothing can be said. */
export function likeShare(call: FunctionCall, facts: ColumnFacts | undefined): number | undefined {
  const [, pattern, escaping] = call.arguments
  if (pattern?.kind !== 'literal' || pattern.value === null || escaping !== undefined) return undefined
  const parts = pattern.value.split(/[%_]/)
  const [start = ''] = parts
  if (pattern.value.includes('\\') || parts.length === 1) return undefined
  const isPrefix = parts.length === 2 && pattern.value.endsWith('%')
  const common = facts?.commonValues ?? []
  const inCommon = sum(common.filter(({ value }) => fits(value, pattern.value ?? '')))
  const others = Math.max(0, 1 - (facts?.nullFraction ?? 0) - sum(common))
  if (sum(common) >= MOST) return inCommon + others * KNOWN_START
  if (start === '') return undefined
  const ofOthers = (facts === undefined ? undefined : shareOfStart(start, facts)) ?? KNOWN_START
  return inCommon + others * ofOthers * (isPrefix ? 1 : AFTER_START)
}

function shareOfStart(start: string, { histogram, distinct, type }: ColumnFacts): number | undefined {
  const [from, to] = [start, `${start}\u{10ffff}`].map((end) => shareBelow(histogram, end, type))
  if (from === undefined || to === undefined) return undefined
  return Math.max(to - from, distinct === null ? 0 : 1 / distinct)
}

function sum(values: ColumnFacts['commonValues']): number {
  return values.reduce((all, { fraction }) => all + fraction, 0)
}

/** What a pattern without escapes fits: the last `%` takes one sign more each time the rest does not fit. */
function fits(value: string, pattern: string): boolean {
  const [signs, wanted] = [[...value], [...pattern]]
  let [at, place, resume, taken] = [0, 0, -1, 0]
  while (at < signs.length) {
    if (wanted[place] === '%') {
      resume = place
      taken = at
      place += 1
    } else if (place < wanted.length && (wanted[place] === '_' || wanted[place] === signs[at])) {
      at += 1
      place += 1
    } else if (resume >= 0) {
      taken += 1
      at = taken
      place = resume + 1
    } else return false
  }
  return wanted.slice(place).every((sign) => sign === '%')
}
