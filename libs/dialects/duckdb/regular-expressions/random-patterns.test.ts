import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { expect, test } from 'vitest'
import { freshReferenceDatabase } from '../../../../test/services/index.ts'
import { type CompiledPattern, compilePattern, type PatternUse } from './compile.ts'
import { captureCount } from './node.ts'
import { parsePattern } from './parse-pattern.ts'

const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'ba',
  'aab',
  'abb',
  'abc',
  'cab',
  'aabbcc',
  'abcabc',
  'aaa',
  'a b',
  'ab1',
  '1a\nb',
  'aabab',
]
const PATTERNS = 3000
const AT_ONCE = 100
const QUANTIFIERS = ['*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{2}?', '{1,2}?', '{2,}', '{2,2}']

/** A generator of whole numbers below a bound that is the same in every run. */
function randomNumbers(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return Math.floor(state / 65536) % bound
  }
}

function randomPatterns(random: (bound: number) => number): () => string {
  const pick = (items: readonly string[]): string => items[random(items.length)] ?? ''
  const atom = (depth: number): string => {
    const kind = random(depth > 0 ? 9 : 6)
    if (kind < 4) return pick(['a', 'b', 'c', '.', 'a', 'b', '%', '_'])
    if (kind < 6) return pick(['[ab]', '[^a]', '[b-c]', '\\w', '\\d', '\\s', 'a', 'b'])
    return `(${kind < 8 ? '' : '?:'}${alternation(depth - 1)})`
  }
  const branch = (depth: number): string =>
    Array.from({ length: 1 + random(3) }, () => atom(depth) + (random(2) === 0 ? '' : pick(QUANTIFIERS))).join('')
  const alternation = (depth: number): string =>
    Array.from({ length: random(5) === 0 ? 2 : 1 }, () => (random(12) === 0 ? '' : branch(depth))).join('|')
  return () => pick(['^', '', '', '', '']) + alternation(2) + pick(['$', '', '', '', ''])
}

/** The same question to PostgreSQL and to DuckDB, of a text `s`. */
interface Question {
  readonly postgres: string
  readonly duckdb: string
}

function questions(pattern: string): readonly Question[] {
  const quoted = `'${pattern}'`
  const asked = (use: PatternUse, ask: (compiled: CompiledPattern) => readonly Question[]): readonly Question[] => {
    const compiled = compilePattern(() => parsePattern(pattern), use)
    return compiled.kind === 'compiled' ? ask(compiled) : []
  }
  const replaced = (re2: string, group: number, global: '' | ", 'g'"): Question => ({
    postgres: `regexp_replace(s, ${quoted}, '<${group === 0 ? '\\&' : `\\${group}`}>'${global})`,
    duckdb: `regexp_replace(s, '${re2}', '<\\${group}>'${global})`,
  })
  return [
    ...asked('test', ({ re2 }) => [{ postgres: `s ~ ${quoted}`, duckdb: `regexp_matches(s, '${re2}')` }]),
    ...asked('match', ({ re2, isNullable }) => [
      replaced(re2, 0, ''),
      ...(isNullable ? [] : [replaced(re2, 0, ", 'g'")]),
    ]),
    ...asked('captures', ({ re2, node }) =>
      Array.from({ length: captureCount(node) }, (_, index) => replaced(re2, index + 1, '')),
    ),
  ]
}

test('random patterns match what they match in PostgreSQL, or are refused', async () => {
  const { url } = await freshReferenceDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const rows = TEXTS.map((text, index) => `(${index}, '${text}')`).join(', ')
  const statement = (columns: readonly string[], type: string): string =>
    `SELECT ${columns.map((column) => `CAST(${column} AS ${type})`).join(', ')} FROM (VALUES ${rows}) t(n, s) ORDER BY n`
  const next = randomPatterns(randomNumbers(7))
  let compared = 0
  for (let done = 0; done < PATTERNS; done += AT_ONCE) {
    const asked = Array.from({ length: AT_ONCE }, next).flatMap(questions)
    const wanted = await client.query<unknown[]>({
      text: statement(
        asked.map(({ postgres }) => postgres),
        'text',
      ),
      rowMode: 'array',
    })
    const got = await connection.runAndReadAll(
      statement(
        asked.map(({ duckdb }) => duckdb),
        'VARCHAR',
      ),
    )
    const ours = got.getRowsJson()
    const differing = wanted.rows.flatMap((row, index) =>
      row.flatMap((value, column) => {
        const our = ours[index]?.[column]
        return value === our
          ? []
          : [`${asked[column]?.postgres} of ${TEXTS[index]}: ${String(value)}, not ${String(our)}`]
      }),
    )
    expect(differing).toEqual([])
    compared += asked.length
  }
  expect(compared).toBeGreaterThan(2 * PATTERNS)
  connection.closeSync()
  instance.closeSync()
  await client.end()
}, 120_000)
