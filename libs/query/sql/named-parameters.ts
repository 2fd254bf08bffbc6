import type { ScanToken } from 'libpg-query'

/** SQL in which every `:name` has become `$n`. */
export interface NumberedSql {
  readonly text: string
  /** The names of the numbers that stand for `:name`. */
  readonly names: ReadonlyMap<number, string>
  /** The UTF-16 index of the user's text for one of `text`. */
  originalIndex(index: number): number
}

interface Replacement {
  readonly start: number
  readonly end: number
  readonly originalStart: number
  readonly originalEnd: number
}

const CANDIDATE = /:[\p{L}_]/u
const NAME = /^[\p{L}_][\p{L}\p{N}_$]*$/u

/** False when the text cannot hold a `:name`: most need no scan. */
export function mayHaveNamedParameters(sql: string): boolean {
  return CANDIDATE.test(sql)
}

/** The text unchanged. */
export function withoutNamedParameters(sql: string): NumberedSql {
  return { text: sql, names: new Map(), originalIndex: (index) => index }
}

/** Gives each `:name` a number above those of the `$n` in the text; the same name has the same number. */
export function numberParameters(sql: string, tokens: readonly ScanToken[]): NumberedSql {
  const bytes = Buffer.from(sql)
  const numbers = new Map<string, number>()
  const replacements: Replacement[] = []
  const pieces: string[] = []
  const highest = tokens.reduce((most, token) => Math.max(most, positionalNumber(token)), 0)
  let [length, copiedBytes, copied] = [0, 0, 0]
  for (const [colon, name] of namedParameters(tokens)) {
    const before = bytes.toString('utf8', copiedBytes, colon.start)
    const number = numbers.get(name.text) ?? highest + numbers.size + 1
    numbers.set(name.text, number)
    const replacement = `$${number}`
    const start = length + before.length
    const originalStart = copied + before.length
    const originalEnd = originalStart + 1 + name.text.length
    pieces.push(before, replacement)
    replacements.push({ start, end: start + replacement.length, originalStart, originalEnd })
    length = start + replacement.length
    copied = originalEnd
    copiedBytes = name.end
  }
  pieces.push(sql.slice(copied))
  return {
    text: pieces.join(''),
    names: new Map([...numbers].map(([name, number]) => [number, name])),
    originalIndex: (index) => originalIndex(replacements, index),
  }
}

function originalIndex(replacements: readonly Replacement[], index: number): number {
  const last = replacements.findLast((replacement) => replacement.start <= index)
  if (last === undefined) return index
  return index < last.end ? last.originalStart : last.originalEnd + (index - last.end)
}

function positionalNumber(token: ScanToken): number {
  return token.tokenName === 'PARAM' ? Number(token.text.slice(1)) : 0
}

type Bracket = 'plain' | 'array' | 'subscript' | 'json'

/** The pairs of tokens that are a `:name`: not `a::type`, not the colon of `a[1:n]`, not `json_object(key: value)`. */
function* namedParameters(all: readonly ScanToken[]): Generator<[ScanToken, ScanToken]> {
  const tokens = all.filter((token) => !token.tokenName.endsWith('COMMENT'))
  const brackets: Bracket[] = []
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1]
    if (token.text === '(' || token.text === '[') brackets.push(bracketKind(token, previous, brackets.at(-1)))
    if (token.text === ')' || token.text === ']') brackets.pop()
    const name = tokens[index + 1]
    if (token.text !== ':' || name === undefined || name.start !== token.end || !NAME.test(name.text)) continue
    if (startsOperand(previous, brackets.at(-1) ?? 'plain')) yield [token, name]
  }
}

function bracketKind(open: ScanToken, before: ScanToken | undefined, around: Bracket | undefined): Bracket {
  const word = before?.text.toUpperCase()
  if (open.text === '(') return word === 'JSON_OBJECT' || word === 'JSON_OBJECTAGG' ? 'json' : 'plain'
  const nested = around === 'array' && (word === '[' || word === ',')
  return word === 'ARRAY' || nested ? 'array' : 'subscript'
}

const OPERAND_ENDS = new Set([')', ']', 'END', 'NULL', 'TRUE', 'FALSE'])

/** Whether a colon here can begin a parameter, rather than stand between two parts of a slice or a JSON pair. */
function startsOperand(previous: ScanToken | undefined, bracket: Bracket): boolean {
  if (previous === undefined || bracket === 'plain' || bracket === 'array') return true
  if (bracket === 'subscript' && previous.text === '[') return false
  if (OPERAND_ENDS.has(previous.text.toUpperCase())) return false
  if (['IDENT', 'UIDENT', 'ICONST', 'FCONST', 'SCONST', 'USCONST', 'PARAM'].includes(previous.tokenName)) return false
  return previous.keywordName === 'NO_KEYWORD' || previous.keywordName === 'RESERVED_KEYWORD'
}
