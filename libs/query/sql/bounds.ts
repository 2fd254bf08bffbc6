import type { ScanToken } from 'libpg-query'
import { ValidationError } from '#core'
import { MAX_NESTING, nestingError } from '../nesting.ts'

/** The largest SQL text, in UTF-8 bytes. */
export const MAX_SQL_BYTES = 1024 * 1024

/**
 * Refuses text that is too large, empty or not Unicode text that PostgreSQL takes.
 * @throws ValidationError LIMIT_EXCEEDED or SYNTAX_ERROR
 */
export function checkText(sql: string): void {
  if (Buffer.byteLength(sql) > MAX_SQL_BYTES) {
    const message = 'The SQL is larger than 1 MiB; pass long lists as a table or a join.'
    throw new ValidationError('LIMIT_EXCEEDED', message, { sqlState: '54000' })
  }
  // The parser reads the text as a C string: it would not see what follows a NUL.
  if (sql.includes('\0') || !sql.isWellFormed()) {
    throw new ValidationError('SYNTAX_ERROR', 'The SQL holds a NUL or half of a surrogate pair; remove it.', {
      sqlState: '22021',
    })
  }
}

const DEEPENING =
  /[([\-+*/<>=~!@#%^&|`?:]|\b(?:select|case|not|is|isnull|notnull|collate|at|like|ilike|similar|between|in|join|union|except|intersect|escape|operator)\b/gi

/** False when the text is too short of brackets and operators to be nested too deep: most need no scan. */
export function mayNestTooDeep(sql: string): boolean {
  let count = 0
  for (const _ of sql.matchAll(DEEPENING)) if (++count > MAX_NESTING) return true
  return false
}

/** What one bracket, or CASE, adds to the depth of the tree: itself, a query in it and its chains of left-deep operators. */
interface Level {
  queries: 0 | 1
  operators: number
  joins: number
  setOperations: number
}

const OPENING = new Set(['(', '[', 'CASE'])
const CLOSING = new Set([')', ']', 'END'])
const SET_OPERATORS = new Set(['UNION', 'EXCEPT', 'INTERSECT'])
const NEW_EXPRESSION = new Set([
  ',',
  'AND',
  'OR',
  'SELECT',
  'FROM',
  'WHERE',
  'ON',
  'WHEN',
  'THEN',
  'ELSE',
  'BY',
  'HAVING',
])
const OPERATOR =
  /^(?:[-+*/<>=~!@#%^&|`?:]+|NOT|IS|ISNULL|NOTNULL|COLLATE|AT|LIKE|ILIKE|SIMILAR|BETWEEN|IN|ESCAPE|OPERATOR)$/

/**
 * Refuses text whose tree would be more than 200 deep, before the parser builds it: its stack is small.
 * @throws ValidationError LIMIT_EXCEEDED
 */
export function checkTokenNesting(tokens: readonly ScanToken[]): void {
  const levels: Level[] = [{ queries: 0, operators: 0, joins: 0, setOperations: 0 }]
  let closedDepth = 0
  for (const token of tokens) {
    if (token.tokenName === 'SCONST' || token.tokenName.endsWith('COMMENT')) continue
    const text = token.text.toUpperCase()
    const level = levels.at(-1)
    if (level === undefined || OPENING.has(text)) {
      if (level !== undefined) closedDepth += depthOf(level)
      levels.push({ queries: 0, operators: 0, joins: 0, setOperations: 0 })
    } else if (CLOSING.has(text)) {
      levels.pop()
      const outer = levels.at(-1)
      if (outer !== undefined) closedDepth -= depthOf(outer)
    } else {
      countToken(level, text)
    }
    const current = levels.at(-1)
    if (closedDepth + (current === undefined ? 0 : depthOf(current)) > MAX_NESTING) throw nestingError()
  }
}

function depthOf(level: Level): number {
  return 1 + level.queries + level.operators + level.joins + level.setOperations
}

function countToken(level: Level, text: string): void {
  if (SET_OPERATORS.has(text)) {
    level.setOperations++
    level.operators = 0
    level.joins = 0
  } else if (text === 'JOIN') {
    level.joins++
    level.operators = 0
  } else if (NEW_EXPRESSION.has(text)) {
    level.operators = 0
    if (text === 'SELECT') level.queries = 1
    if (text === ',' || text === 'SELECT') level.joins = 0
  } else if (OPERATOR.test(text)) {
    level.operators++
  }
}
