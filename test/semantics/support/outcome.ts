import { plainDecimal } from '../../support/number-text.ts'
import { elementsOf, elementType, type NumericRule, sameText } from '../../support/same-text.ts'

/** What became of a query: its rows as the text PostgreSQL sends, or its failure. */
export type Outcome =
  | {
      readonly kind: 'rows'
      /** Engine type names: `int32`, `decimal(10,2)`; decimals of the reference have no precision. */
      readonly types: readonly string[]
      readonly names: readonly string[]
      readonly rows: readonly (readonly (string | null)[])[]
    }
  | {
      readonly kind: 'failure'
      /** The engine's failure code; null for the reference. */
      readonly code: string | null
      readonly sqlState: string | null
      readonly message: string
      /** Line and column in the SQL, from 1; absent where none is known. */
      readonly position?: { readonly line: number; readonly column: number }
    }

export interface Comparison {
  /** Compare rows in their order; else as a multiset. */
  readonly ordered: boolean
  /** One rule for all columns, or one for each; columns without one are compared exactly. */
  readonly numeric?: NumericRule | readonly NumericRule[]
}

/** The first difference of an outcome to the reference's, in words; undefined when they are the same. */
export function difference(ours: Outcome, reference: Outcome, { ordered, numeric }: Comparison): string | undefined {
  if (ours.kind === 'failure' || reference.kind === 'failure') return failureDifference(ours, reference)
  if (ours.types.length !== reference.types.length) return `${ours.types.length} columns, not ${reference.types.length}`
  const rules = ours.types.map((_, column) => (typeof numeric === 'object' ? numeric[column] : numeric) ?? 'exact')
  for (const [index, type] of ours.types.entries()) {
    const wanted = reference.types[index] ?? ''
    const allowed = rules[index] === 'float' && type === 'float64' && wanted === 'decimal'
    if (withoutPrecision(type) !== wanted && !allowed) return `column ${index} is ${type}, not ${wanted}`
  }
  if (ours.rows.length !== reference.rows.length) return `${ours.rows.length} rows, not ${reference.rows.length}`
  const [left, right] = [ours, reference].map(({ rows }) => (ordered ? rows : sorted(rows, ours.types)))
  for (const [index, row] of (left ?? []).entries()) {
    for (const [column, type] of ours.types.entries()) {
      const [value, wanted] = [row[column] ?? null, right?.[index]?.[column] ?? null]
      if (!sameText(value, wanted, type, rules[column]))
        return `row ${index}, column ${column} (${type}) is ${show(value)}, not ${show(wanted)}`
    }
  }
  return undefined
}

/** The same, of a statement that has to be SQL: one that even the reference cannot parse proves nothing. */
export function differenceOfSql(ours: Outcome, reference: Outcome, comparison: Comparison): string | undefined {
  const isSql = reference.kind === 'rows' || !reference.message.startsWith('syntax error')
  return isSql ? difference(ours, reference, comparison) : `proves nothing: the reference finds a ${reference.message}`
}

function failureDifference(ours: Outcome, reference: Outcome): string | undefined {
  if (ours.kind === 'rows') {
    const wanted = reference.kind === 'failure' ? `${reference.sqlState} ${reference.message}` : ''
    return `answered ${JSON.stringify(ours.rows).slice(0, 200)}, where the reference fails with ${wanted}`
  }
  if (reference.kind === 'rows') return `failed: ${ours.code} ${ours.sqlState ?? ''} ${ours.message}`
  return ours.sqlState === reference.sqlState
    ? undefined
    : `failed with ${ours.code} ${ours.sqlState} (${ours.message}), not ${reference.sqlState} (${reference.message})`
}

/** The type as the reference names it, which has decimals for unsigned integers. */
function withoutPrecision(type: string): string {
  return type.replace(/^(decimal\(\d+,\d+\)|uint64)/, 'decimal')
}

function show(value: string | null): string {
  return value === null ? 'NULL' : JSON.stringify(value)
}

/** Rows by their canonical text; floats by fewer digits, so that rounding does not reorder them. */
function sorted(
  rows: readonly (readonly (string | null)[])[],
  types: readonly string[],
): readonly (readonly (string | null)[])[] {
  const key = (row: readonly (string | null)[]): string =>
    JSON.stringify(row.map((value, index) => canonical(value, types[index] ?? '')))
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

function canonical(value: string | null, type: string): string | null {
  if (value === null) return null
  if (type.endsWith('[]'))
    return JSON.stringify(elementsOf(value).map((element) => canonical(element, elementType(type))))
  if (type.startsWith('float')) return Number(value).toPrecision(6)
  return type.startsWith('decimal') ? plainDecimal(value) : value
}
