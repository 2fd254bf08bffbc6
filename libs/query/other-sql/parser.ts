import { ValidationError } from '#core'
import { nestingError } from '../nesting.ts'
import type { InputDialectName, Translation } from './input-dialect.ts'
import { placeAt } from './place.ts'
import { child, isTree, type Tree } from './tree.ts'

type Name = Exclude<InputDialectName, 'postgres'>

/** Each dialect's parser is a large module: it is loaded when it is first asked for. */
const BUILDS = {
  mysql: () => import('node-sql-parser/build/mysql.js'),
  bigquery: () => import('node-sql-parser/build/bigquery.js'),
  snowflake: () => import('node-sql-parser/build/snowflake.js'),
  athena: () => import('node-sql-parser/build/athena.js'),
} satisfies Record<Name, () => Promise<unknown>>

/** The tree of the one SELECT in the text. @throws ValidationError SYNTAX_ERROR, UNSUPPORTED or LIMIT_EXCEEDED */
export async function parseOther(translation: Translation, name: Name): Promise<Tree> {
  const { default: build } = await BUILDS[name]()
  const parser = new build.Parser()
  const ast: unknown = syntaxTree(translation, () =>
    parser.parse(translation.lexed.text, { parseOptions: { includeLocations: true } }),
  )
  const statements = (Array.isArray(ast) ? ast : [ast]).filter(isTree)
  const [only, ...others] = statements
  if (only === undefined)
    throw new ValidationError('SYNTAX_ERROR', 'The SQL is empty; write a SELECT.', { sqlState: '42601' })
  if (others.length > 0) {
    const message = 'Only one statement can be run at a time; send the others as queries of their own.'
    throw new ValidationError('UNSUPPORTED', message, { sqlState: '0A000' })
  }
  return only
}

function syntaxTree(translation: Translation, parse: () => { readonly ast: unknown }): unknown {
  try {
    return parse().ast
  } catch (error) {
    // V8 reports an exhausted stack as a RangeError.
    if (error instanceof RangeError) throw nestingError()
    throw syntaxError(translation, error)
  }
}

function syntaxError({ sql, lexed, dialect }: Translation, error: unknown): ValidationError {
  const location = isTree(error) ? child(error, 'location') : undefined
  const offset = child(location ?? {}, 'start')?.['offset']
  if (typeof offset !== 'number') {
    return new ValidationError('SYNTAX_ERROR', `The SQL cannot be read as ${dialect.title}.`, {
      sqlState: '42601',
      cause: error,
    })
  }
  const index = lexed.originalIndex(offset)
  const near = /^(?:[\p{L}\p{N}_]+|\S)/u.exec(sql.slice(index).trimStart())?.[0]
  const what = near === undefined ? 'syntax error at end of input' : `syntax error at or near "${near}"`
  return new ValidationError('SYNTAX_ERROR', `${what} (read as ${dialect.title})`, {
    sqlState: '42601',
    ...placeAt(sql, index),
  })
}
