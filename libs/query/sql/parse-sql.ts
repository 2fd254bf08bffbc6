import type { Node, ParseResult, SelectStmt } from 'libpg-query'
import { ValidationError } from '#core'
import type { Locator } from '../locator.ts'
import { checkNesting, nestingError } from '../nesting.ts'
import type { QueryRequest } from '../query-request.ts'
import { checkText, checkTokenNesting, mayNestTooDeep } from './bounds.ts'
import type { Conversion } from './conversion.ts'
import { errorAt, syntaxError } from './errors.ts'
import { expression } from './expression.ts'
import {
  mayHaveNamedParameters,
  type NumberedSql,
  numberParameters,
  withoutNamedParameters,
} from './named-parameters.ts'
import { loadParser, type ParserError, parseTree, scanTokens } from './parser.ts'
import { isQualify, parseQualified } from './qualify.ts'
import { selectStatement } from './select.ts'
import { type Locations, sqlLocator } from './sql-locator.ts'

/** A query and where its parts were written. */
export interface ParsedQuery {
  readonly request: QueryRequest
  readonly locator: Locator
}

/**
 * One SELECT of PostgreSQL's SQL as a QueryRequest; `:name` and `$1` are its parameters.
 * @throws ValidationError SYNTAX_ERROR with line, column and excerpt; UNSUPPORTED for statements that are no query and
 *   for what a QueryRequest cannot say; VALIDATION_ERROR; LIMIT_EXCEEDED above 1 MiB or 200 levels
 */
export async function parseSql(sql: string): Promise<ParsedQuery> {
  checkText(sql)
  await loadParser()
  const numbered = numberedSql(sql)
  const { tree, qualifies } = syntaxTree(sql, numbered)
  const locations: Locations = { nodes: new WeakMap(), items: new WeakMap(), keys: new WeakMap() }
  const conversion = rootConversion(sql, numbered, locations, qualifies)
  const request = conversion.query(onlySelect(sql, numbered, tree))
  checkNesting(request)
  return { request, locator: sqlLocator(sql, numbered, locations) }
}

function numberedSql(sql: string): NumberedSql {
  const checksNesting = mayNestTooDeep(sql)
  const findsNames = mayHaveNamedParameters(sql)
  const tokens = checksNesting || findsNames ? scanTokens(sql) : undefined
  if (tokens !== undefined && checksNesting) checkTokenNesting(tokens)
  if (tokens !== undefined && findsNames) return numberParameters(sql, tokens)
  return withoutNamedParameters(sql)
}

function syntaxTree(
  sql: string,
  numbered: NumberedSql,
): { readonly tree: ParseResult; readonly qualifies: ReadonlySet<number> } {
  if (sql.trim() === '') throw emptyError()
  try {
    const { tree, qualifies } = parseQualified(numbered.text)
    if ('cursor' in tree) throw syntaxError(sql, numbered, lexicalError(sql, numbered) ?? tree)
    return { tree, qualifies }
  } catch (error) {
    // V8 reports an exhausted stack, of the parser too, as a RangeError.
    throw error instanceof RangeError ? nestingError() : error
  }
}

/**
 * The error of text that cannot be split into tokens (an open quote). Its `:name` were not numbered, so the parser
 * stumbled over the first of them; zeros of the same length in their place bring it to the true error.
 */
function lexicalError(sql: string, numbered: NumberedSql): ParserError | undefined {
  if (numbered.names.size > 0 || !mayHaveNamedParameters(sql) || scanTokens(sql) !== undefined) return undefined
  const masked = sql.replaceAll(/(?<!:):[\p{L}_][\p{L}\p{N}_$]*/gu, (name) => '0'.repeat(Array.from(name).length))
  const tree = parseTree(masked)
  return 'cursor' in tree ? tree : undefined
}

function onlySelect(sql: string, numbered: NumberedSql, tree: ParseResult): SelectStmt {
  const [first, second] = tree.stmts ?? []
  if (first?.stmt === undefined) throw emptyError()
  if (second !== undefined) {
    const sentence = 'Only one statement can be run at a time; send the others as queries of their own.'
    throw errorAt(sql, numbered, 'UNSUPPORTED', sentence, firstCharacter(numbered.text, second.stmt_location), '0A000')
  }
  if ('SelectStmt' in first.stmt) return first.stmt.SelectStmt
  const place = firstCharacter(numbered.text, first.stmt_location)
  throw errorAt(sql, numbered, 'UNSUPPORTED', refusalOf(first.stmt), place, '0A000')
}

/** A statement's location is where the one before it ended: the blanks that follow are not part of it. */
function firstCharacter(text: string, byte = 0): number {
  const rest = Buffer.from(text).toString('utf8', byte)
  return byte + Buffer.byteLength(rest.slice(0, rest.search(/\S|$/)))
}

function emptyError(): ValidationError {
  return new ValidationError('SYNTAX_ERROR', 'The SQL is empty; write a SELECT.', { sqlState: '42601' })
}

/** PostgreSQL's names of statements, as users know them. */
function refusalOf(statement: Node): string {
  const [kind = ''] = Object.keys(statement)
  if (kind === 'ExplainStmt') return 'EXPLAIN is not a query here; ask for the plan with the explain call.'
  const name = kind
    .replace(/Stmt$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase()
    .replace(/^VARIABLE /, '')
  return `${name} is not supported: only SELECT, VALUES, TABLE and WITH ... SELECT can be run, and nothing that writes.`
}

function rootConversion(
  sql: string,
  numbered: NumberedSql,
  locations: Locations,
  qualifies: ReadonlySet<number>,
): Conversion {
  const make = (correlated: boolean): Conversion => {
    const conversion: Conversion = {
      correlated,
      expression: (node) => expression(conversion, node),
      query: (statement) => selectStatement(conversion, statement),
      inner: () => inner,
      isQualify: (condition) => isQualify(numbered.text, qualifies, condition),
      parameter: (number) => numbered.names.get(number) ?? number,
      located: (node, location) => {
        if (location !== undefined && location >= 0) locations.nodes.set(node, location)
        return node
      },
      locatedItems: (items, places) => {
        locations.items.set(items, places)
        return items
      },
      locatedKeys: (node, places) => {
        const known = Object.entries(places).flatMap(([key, place]): [string, number][] =>
          place === undefined || place < 0 ? [] : [[key, place]],
        )
        locations.keys.set(node, new Map(known))
        return node
      },
      refuse: (sentence, location) => {
        throw errorAt(sql, numbered, 'UNSUPPORTED', sentence, location, '0A000')
      },
      reject: (sentence, sqlState, location) => {
        throw errorAt(sql, numbered, 'VALIDATION_ERROR', sentence, location, sqlState)
      },
    }
    const inner = correlated ? conversion : make(true)
    return conversion
  }
  return make(false)
}
