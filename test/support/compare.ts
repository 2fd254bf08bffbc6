import { isQuotient } from './number-text.ts'
import { sameText } from './same-text.ts'

/** A result as text tables compare it: columns with their engine types, rows of JSON-like values. */
export interface Answer {
  readonly fields: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
}

/** Rows of the reference: every value as the text PostgreSQL prints, null for NULL. */
export type ReferenceRows = readonly (readonly (string | null)[])[]

/** The first difference between an answer and the reference, rows in order; undefined when they are the same. */
export function firstDifference({ fields, rows }: Answer, reference: ReferenceRows): string | undefined {
  if (rows.length !== reference.length) return `${rows.length} rows, the reference has ${reference.length}`
  for (const [index, row] of rows.entries()) {
    const expected = reference[index] ?? []
    for (const [column, { name, type }] of fields.entries()) {
      const actual = row[column] ?? null
      const wanted = expected[column] ?? null
      if (sameValue(actual, wanted, type)) continue
      return `row ${index}, ${name} (${type}): ${String(actual)}, the reference has ${wanted}`
    }
  }
  return undefined
}

/** The rows in an order of their own, for answers whose ORDER BY leaves ties. */
export function sortedRows<Row extends readonly unknown[]>(rows: readonly Row[]): readonly Row[] {
  const key = (row: Row): string => row.map((value) => String(value ?? '')).join('\u0000')
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

function sameValue(actual: unknown, expected: string | null, type: string): boolean {
  if (actual === null || actual === undefined) return expected === null
  return sameText(textOf(actual, type), expected, type, isQuotient(type) ? 'scale' : 'exact')
}

/** A value of a JSON page as PostgreSQL prints it. */
function textOf(value: unknown, type: string): string {
  if (type === 'boolean') return value === true ? 't' : 'f'
  const text = String(value)
  return type.startsWith('timestamp') ? text.replace('T', ' ').replace(/Z$/, '+00') : text
}
