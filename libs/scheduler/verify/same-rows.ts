import type { Field } from '#arrow'
import type { ResultOrder } from '#plan'
import type { EngineValue } from '#results'

type Row = readonly EngineValue[]

/** Relative differences within which two floats are the same answer (docs/semantics.md). */
const TOLERANCES: Readonly<Record<string, number>> = { float64: 1e-12, float32: 1e-6 }

/** Two answers to one query, as its two ways gave them. */
export interface TwoAnswers {
  readonly fields: readonly Field[]
  readonly first: readonly Row[]
  readonly second: readonly Row[]
  readonly order: ResultOrder
}

/**
 * The first difference between two answers, for people; undefined when both are right if one is. Rows are compared as
 * a multiset, ORDER BY's columns in their order; of rows that a LIMIT was free to choose, only how many they are.
 */
export function firstDifference(answers: TwoAnswers): string | undefined {
  const { first, second } = answers
  if (first.length !== second.length) return `it has ${first.length} rows one way and ${second.length} the other`
  return differenceInOrder(answers) ?? differenceInRows(answers)
}

function differenceInOrder({ fields, first, second, order }: TwoAnswers): string | undefined {
  const index = first.findIndex((row, at) =>
    order.keys.some((key) => !sameValue(row[key], second[at]?.[key], fields[key])),
  )
  if (index < 0) return undefined
  return `row ${index + 1} is ${shown(first[index])} one way and ${shown(second[index])} the other`
}

function differenceInRows(answers: TwoAnswers): string | undefined {
  const { fields } = answers
  const left = groupsOf(settledRows(answers, answers.first), fields)
  const right = groupsOf(settledRows(answers, answers.second), fields)
  const ofFirst = loneRow(left, right, fields, 'first')
  return ofFirst ?? loneRow(right, left, fields, 'second')
}

/** A row of one answer that the other has not, or has fewer times. */
function loneRow(
  groups: ReadonlyMap<string, readonly Row[]>,
  otherGroups: ReadonlyMap<string, readonly Row[]>,
  fields: readonly Field[],
  way: 'first' | 'second',
): string | undefined {
  for (const [key, rows] of groups) {
    const others = otherGroups.get(key) ?? []
    const lone = unmatched(rows, others, fields)
    if (lone === undefined) continue
    if (others.length < rows.length) return `${shown(lone)} is there more often the ${way} way`
    return `no row the other way is like ${shown(lone)} of the ${way}, the nearest is ${shown(others[0])}`
  }
  return undefined
}

/** The rows of which the query says that they are in the answer: not those that tie with the edge of a LIMIT. */
function settledRows({ fields, order, first }: TwoAnswers, rows: readonly Row[]): readonly Row[] {
  const cut = order.limit !== null && first.length >= order.limit
  if (!cut && order.offset === 0) return rows
  if (order.keys.length === 0 || !order.complete) return []
  const edges = [...(cut ? [rows.at(-1)] : []), ...(order.offset > 0 ? [rows[0]] : [])]
  const ties = (row: Row, edge: Row | undefined): boolean =>
    order.keys.every((key) => sameValue(row[key], edge?.[key], fields[key]))
  return rows.filter((row) => !edges.some((edge) => ties(row, edge)))
}

/** Rows by the text of all their values but floats. */
function groupsOf(rows: readonly Row[], fields: readonly Field[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify(row.map((value, index) => (isFloat(fields[index]) ? null : exactText(value))))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

/** A row without its like among the others, each of which is like one row only. */
function unmatched(rows: readonly Row[], others: readonly Row[], fields: readonly Field[]): Row | undefined {
  const positions = fields.flatMap((field, index) => (isFloat(field) ? [index] : []))
  if (positions.length === 0) return rows.length > others.length ? rows[others.length] : undefined
  const left = sortedByFloats(others, positions)
  for (const row of sortedByFloats(rows, positions)) {
    const match = left.findIndex((other) => positions.every((at) => sameValue(row[at], other[at], fields[at])))
    if (match < 0) return row
    left.splice(match, 1)
  }
  return undefined
}

function sortedByFloats(rows: readonly Row[], positions: readonly number[]): Row[] {
  return rows.toSorted((a, b) => {
    for (const at of positions) {
      const difference = rank(a[at]) - rank(b[at])
      if (difference !== 0 && !Number.isNaN(difference)) return difference
    }
    return 0
  })
}

/** NULL first and NaN last, so that the numbers between them are in order. */
function rank(value: EngineValue | undefined): number {
  if (typeof value !== 'number') return Number.NEGATIVE_INFINITY
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
}

function isFloat(field: Field | undefined): boolean {
  return field !== undefined && TOLERANCES[field.type.kind] !== undefined
}

function sameValue(a: EngineValue | undefined, b: EngineValue | undefined, field: Field | undefined): boolean {
  const tolerance = field === undefined ? undefined : TOLERANCES[field.type.kind]
  if (tolerance === undefined || typeof a !== 'number' || typeof b !== 'number') return exactText(a) === exactText(b)
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))
}

/** A value as text that tells apart what differs, NULL from 'NULL' too. */
function exactText(value: EngineValue | undefined): string {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (typeof value === 'bigint') return String(value)
  return Array.isArray(value) ? `{${value.map(exactText).join(',')}}` : JSON.stringify(value ?? null)
}

const SHOWN = 200

function shown(row: Row | undefined): string {
  const text = `(${(row ?? []).map((value) => (value === null ? 'NULL' : exactText(value))).join(', ')})`
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
