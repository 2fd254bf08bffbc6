import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ValidationError } from '#core'
import { convertSqlToQuery, parseQueryRequest } from '#query'
import { schemaFault } from './support/published-schema.ts'
import { twin } from './support/twins.ts'

const data = new URL('../data/', import.meta.url)

function queriesIn(folder: string): readonly string[] {
  const queries = new URL(`${folder}/queries/`, data)
  return readdirSync(queries).map((name) => readFileSync(new URL(name, queries), 'utf8'))
}

const EXPRESSIONS = readFileSync(new URL('expressions/expressions.sql', data), 'utf8')
  .trim()
  .split('\n')
  .filter((line) => !line.startsWith('-- '))

const TWINS = Array.from({ length: 300 }, (_, seed) => twin(seed))

/** Why a statement has no request; undefined when it has one, which the schema then accepts. */
async function refusal(sql: string): Promise<string | undefined> {
  try {
    const request = await convertSqlToQuery({ sql })
    expect(schemaFault(request), sql).toBeUndefined()
    return undefined
  } catch (error) {
    if (error instanceof ValidationError) return error.code
    throw error
  }
}

test.each([
  ['the specification', queriesIn('specification')],
  ['TPC-H', queriesIn('tpch')],
  ['the native twins', TWINS.map(({ sql }) => sql)],
])('the published schema accepts every request of %s', async (_corpus, statements) => {
  for (const sql of statements) expect(await refusal(sql), sql).toBeUndefined()
})

test('the published schema accepts every request of the expressions', async () => {
  const refused = await Promise.all(EXPRESSIONS.map(refusal))
  expect(refused.filter((code) => code !== undefined).length).toBeLessThan(EXPRESSIONS.length / 10)
})

test('the published schema accepts every request in the short forms', () => {
  for (const { native } of TWINS) expect(schemaFault(native)).toBeUndefined()
})

const from = { sources: ['users'], select: ['id'] }

/** Requests that are none. */
const MALFORMED: Readonly<Record<string, unknown>> = {
  'a text': 'select 1',
  'an array': [from],
  null: null,
  'a key nobody knows': { ...from, colour: 'red' },
  'a camelCase key': { ...from, orderBy: ['id'] },
  'sources that are a text': { ...from, sources: 'users' },
  'a source that is a number': { ...from, sources: [1] },
  'a source without a name': { ...from, sources: [''] },
  'a source with a key nobody knows': { ...from, sources: [{ source: 'users', as: 'u' }] },
  'a join without a type': { ...from, sources: [{ join: { left: 'a', right: 'b', natural: true } }] },
  'a join of a type nobody knows': { ...from, sources: [{ join: { type: 'outer', left: 'a', right: 'b' } }] },
  'a joined column that is a number': {
    ...from,
    joins: [{ type: 'inner', left_table: 'a', right_table: 'b', left_column: 1, right_column: 'id' }],
  },
  'a column that is a number': { ...from, select: [1] },
  'an item that is empty': { ...from, select: [{}] },
  'distinct that is a text': { ...from, distinct: 'yes' },
  'filters that are a list': { ...from, filters: [{ column: 'id', op: '=', value: 1 }] },
  'a condition without a column': { ...from, filters: { users: [{ op: '=', value: 1 }] } },
  'a condition with an operator nobody knows': { ...from, filters: { users: [{ column: 'id', op: '~=~', value: 1 }] } },
  'an expression nobody knows': { ...from, where: { maybe: true } },
  'an expression that is a number': { ...from, where: 1 },
  'a function with arguments that are no list': { ...from, where: { fn: 'abs', args: 'id' } },
  'an aggregation without a function': { ...from, aggregations: [{ column: 'id', alias: 'n' }] },
  'a direction nobody knows': { ...from, order_by: [{ column: 'id', direction: 'up' }] },
  'a limit that is a text': { ...from, limit: '10' },
  'a limit below zero': { ...from, limit: -1 },
  'a limit that is no whole number': { ...from, limit: 1.5 },
  'a common table without a query': { ...from, with: [{ name: 'a' }] },
  'a common table without a name': { ...from, with: [{ name: '', query: from }] },
  'a common table whose query is malformed': { ...from, with: [{ name: 'a', query: { sources: [1] } }] },
  'a set operation nobody knows': { ...from, set_operations: [{ op: 'minus', query: from }] },
}

test.each(Object.entries(MALFORMED))('neither the parser nor the published schema takes %s', (_name, request) => {
  expect(() => parseQueryRequest(request)).toThrow(ValidationError)
  expect(schemaFault(request)).toBeDefined()
})
