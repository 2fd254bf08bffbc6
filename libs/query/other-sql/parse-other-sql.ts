import { ValidationError } from '#core'
import { nestingError } from '../nesting.ts'
import { checkText } from '../sql/bounds.ts'
import { type ParsedQuery, parseSql } from '../sql/parse-sql.ts'
import { OTHER_DIALECTS } from './dialects.ts'
import { expression } from './expressions.ts'
import type { InputDialect, InputDialectName, Translation } from './input-dialect.ts'
import { lex } from './lex.ts'
import { parseOther } from './parser.ts'
import { selectStatement } from './select.ts'
import { refuse } from './translation.ts'
import { child } from './tree.ts'

/**
 * One SELECT of the dialect as a QueryRequest, by way of PostgreSQL's words for it.
 * @throws ValidationError as parseSql; UNSUPPORTED for all that has no exact translation
 */
export async function parseInDialect(sql: string, name: InputDialectName): Promise<ParsedQuery> {
  if (name === 'postgres') return parseSql(sql)
  const translated = await translate(sql, name)
  const { request } = await parseSql(translated).catch((error: unknown) => {
    throw withoutPlace(error)
  })
  return { request, locator: { locate: () => undefined, excerpt: () => undefined } }
}

async function translate(sql: string, name: Exclude<InputDialectName, 'postgres'>): Promise<string> {
  checkText(sql)
  const dialect = OTHER_DIALECTS[name]
  const translation = translationOf(sql, dialect)
  const tree = await parseOther(translation, name)
  try {
    return selectStatement(translation, tree)
  } catch (error) {
    // V8 reports an exhausted stack as a RangeError.
    throw error instanceof RangeError ? nestingError() : error
  }
}

function translationOf(sql: string, dialect: InputDialect): Translation {
  const translation: Translation = {
    sql,
    dialect,
    lexed: lex(sql, dialect),
    expression: (node) => expression(translation, node),
    subquery: (node) => {
      const query = child(node, 'ast')
      return query === undefined ? refuse(translation, 'this subquery', node) : selectStatement(translation, query)
    },
  }
  return translation
}

/** Places in the translation mean nothing to who wrote the original. */
function withoutPlace(error: unknown): unknown {
  if (!(error instanceof ValidationError)) return error
  const { sqlState } = error.detail
  return new ValidationError(error.code, error.message, sqlState === undefined ? {} : { sqlState })
}
