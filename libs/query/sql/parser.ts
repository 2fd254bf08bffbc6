import type { ParseResult, ScanToken } from 'libpg-query'
import { hasSqlDetails, loadModule, parseSync, scanSync } from 'libpg-query'

/** A syntax error as PostgreSQL's parser states it. */
export interface ParserError {
  readonly message: string
  /** In code points, from 0. */
  readonly cursor: number
}

/** Loads PostgreSQL's parser (WASM); needed once before `parseTree` and `scanTokens`. */
export async function loadParser(): Promise<void> {
  await loadModule()
}

/** PostgreSQL's syntax tree of the text, or its syntax error. Locations in the tree are UTF-8 byte offsets. */
export function parseTree(sql: string): ParseResult | ParserError {
  try {
    return parseSync(sql)
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    return { message: error.message, cursor: error.sqlDetails?.cursorPosition ?? 0 }
  }
}

/** PostgreSQL's tokens with UTF-8 byte offsets; undefined when the text has none (an open quote, say). */
export function scanTokens(sql: string): readonly ScanToken[] | undefined {
  try {
    return scanSync(sql).tokens
  } catch (error) {
    // The scanner states its errors as text where JSON is expected; the parser will state the same one with its place.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
