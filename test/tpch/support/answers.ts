import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from '../../semantics/support/outcome.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'data', 'tpch', 'answers')

/** The engine's name for each type of the answers. */
const TYPES: Readonly<Record<string, string>> = {
  numeric: 'decimal',
  varchar: 'string',
  text: 'string',
  int4: 'int32',
  int8: 'int64',
  date: 'date',
}

/** What PostgreSQL answered to a query of TPC-H: rows in its order, types by the engine's names. */
export function answerTo(query: string): Extract<Outcome, { kind: 'rows' }> {
  const [header = [], ...rows] = readCsv(readFileSync(join(FOLDER, `${query}.csv`), 'utf8'))
  const declared = readFileSync(join(FOLDER, `${query}.types`), 'utf8')
    .trim()
    .split('\n')
  const types = declared.map((line) => line.split('\t')[1]?.replace(/\(.*/, '') ?? '')
  return { kind: 'rows', names: header.map(String), types: types.map((type) => TYPES[type] ?? type), rows }
}

/** RFC 4180; no answer holds an empty string, so an empty field is NULL. */
function readCsv(text: string): readonly (readonly (string | null)[])[] {
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)) {
    row.push(plainZero(quoted?.replaceAll('""', '"') ?? plain) || null)
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

/** A zero of many places, which the answers write with an exponent. */
function plainZero(text: string): string {
  return /^0E-\d+$/.test(text) ? '0' : text
}
