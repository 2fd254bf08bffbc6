import { type FailureCode, type FailureDetail, ValidationError } from '#core'
import { nestingError } from '../nesting.ts'
import type { NumberedSql } from './named-parameters.ts'
import type { ParserError } from './parser.ts'
import { excerptAt, indexOfByte, indexOfCodePoint, lineAndColumn } from './source-text.ts'

/** The error for a fault at a UTF-8 byte offset of the SQL that was parsed; absent or negative: no place is known. */
export function errorAt(
  sql: string,
  numbered: NumberedSql,
  code: FailureCode,
  message: string,
  byte: number | undefined,
  sqlState?: string,
): ValidationError {
  const state = sqlState === undefined ? {} : { sqlState }
  if (byte === undefined || byte < 0) return new ValidationError(code, message, state)
  return new ValidationError(code, message, {
    ...state,
    ...placeAt(sql, numbered.originalIndex(indexOfByte(numbered.text, byte))),
  })
}

/** A syntax error in PostgreSQL's words, at its place in the user's SQL. */
export function syntaxError(sql: string, numbered: NumberedSql, error: ParserError): ValidationError {
  // The parser's own stack is a bound like ours.
  if (error.message.startsWith('memory exhausted')) return nestingError()
  const index = numbered.originalIndex(indexOfCodePoint(numbered.text, error.cursor))
  return new ValidationError('SYNTAX_ERROR', withUsersParameters(error.message, numbered), {
    sqlState: /^frame (?:start|end)/.test(error.message) ? '42P20' : '42601',
    ...placeAt(sql, index),
  })
}

function placeAt(sql: string, index: number): Pick<FailureDetail, 'position' | 'excerpt'> {
  return { position: lineAndColumn(sql, index), excerpt: excerptAt(sql, index) }
}

function withUsersParameters(message: string, numbered: NumberedSql): string {
  return message.replace(/"\$(\d+)"$/, (whole, number: string) => {
    const name = numbered.names.get(Number(number))
    return name === undefined ? whole : `":${name}"`
  })
}
