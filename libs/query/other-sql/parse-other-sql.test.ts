import { describe, expect, test } from 'vitest'
import { parseSql } from '../sql/parse-sql.ts'
import { OTHER_DIALECTS } from './dialects.ts'
import { parseInDialect } from './parse-other-sql.ts'
import { REFUSALS, TRANSLATIONS } from './translations.cases.ts'

const NAMES = ['mysql', 'bigquery', 'snowflake', 'athena'] as const

describe.each(NAMES)('%s', (dialect) => {
  test.each(TRANSLATIONS[dialect])('%s', async (written, postgres) => {
    const { request } = await parseInDialect(written, dialect)
    expect(request).toStrictEqual((await parseSql(postgres)).request)
  })
})

test.each(REFUSALS)('%s refuses %.80s', async (dialect, sql, code) => {
  await expect(parseInDialect(sql, dialect)).rejects.toMatchObject({ code })
})

test('a refusal names the construct, the dialect and the place', async () => {
  await expect(parseInDialect("SELECT 'it''s',\n  DATE_FORMAT(d, '%Y') FROM t", 'mysql')).rejects.toMatchObject({
    message: 'the function date_format cannot be translated from MySQL exactly; write it in the PostgreSQL dialect.',
    detail: { sqlState: '0A000', position: { line: 2, column: 3 } },
  })
})

test('a syntax error has its place in the text as written', async () => {
  await expect(parseInDialect("SELECT 'it''s',\n  'x' AS y FROM WHERE", 'mysql')).rejects.toMatchObject({
    code: 'SYNTAX_ERROR',
    detail: { sqlState: '42601', position: { line: 2 } },
  })
})

test('every dialect has a title and functions of its own', () => {
  expect(Object.keys(OTHER_DIALECTS)).toStrictEqual([...NAMES])
})
