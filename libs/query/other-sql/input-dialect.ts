import type { Lexed } from './lexed.ts'
import type { Tree } from './tree.ts'

/** The SQL dialects a query may be written in. */
export const INPUT_DIALECTS = ['postgres', 'mysql', 'bigquery', 'snowflake', 'athena'] as const

export type InputDialectName = (typeof INPUT_DIALECTS)[number]

/** Prints a call of a function in PostgreSQL's words; undefined when these arguments are not the same there. */
export type CallPrinter = (args: readonly string[], call: Call) => string | undefined

export interface Call {
  readonly translation: Translation
  readonly nodes: readonly Tree[]
}

export type Quote = "'" | '"' | '`'

/** What sets a dialect apart from PostgreSQL. */
export interface InputDialect {
  readonly title: string
  readonly strings: readonly Quote[]
  readonly names: readonly Quote[]
  /** Characters that a backslash may stand before in a string, with what they mean; absent: backslashes are plain. */
  readonly escapes?: Readonly<Record<string, string>>
  readonly doublesQuotes: boolean
  readonly lineComments: readonly string[]
  readonly namedParameter: ':' | '@'
  readonly castsByColons: boolean
  readonly likeEscapesByBackslash: boolean
  readonly nulls: { readonly asc: 'FIRST' | 'LAST'; readonly desc: 'FIRST' | 'LAST' }
  readonly operators: Readonly<Record<string, (left: string, right: string) => string>>
  readonly functions: Readonly<Record<string, CallPrinter>>
  readonly windowFunctions: ReadonlySet<string>
  readonly types: Readonly<Record<string, string>>
}

/** One translation: the text as written, its lexed form and dialect, and what its parts ask of each other. */
export interface Translation {
  readonly sql: string
  readonly lexed: Lexed
  readonly dialect: InputDialect
  /** An expression in PostgreSQL's words, in brackets where they are needed. */
  expression(node: Tree): string
  /** The query in a node that wraps one. */
  subquery(node: Tree): string
}
