import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../services/index.ts'
import { convertedAndChecked } from '../support/query-conversions.ts'
import {
  AGGREGATES,
  COMPARED,
  FUNCTIONS,
  KINDS,
  NAMES,
  QUANTIFIED,
  REFUSED,
  SUBSCRIPTS,
  TABLES,
  VALUES,
} from './arrays.cases.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { difference } from './support/outcome.ts'
import { openReference, type Reference } from './support/reference.ts'

let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const { url } = await freshReferenceDatabase()
  reference = await openReference(url)
  await reference.execute(TABLES)
  const source = { type: 'postgres', uri: url }
  engine = await openEngine({ lists: source, points: source, odd: source, kinds: source, names: source })
}, 120_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
})

describe.each(['off', 'auto'] as const)('arrays with pushdown %s', (pushdown) => {
  describe.each([
    ['values', VALUES],
    ['subscripts', SUBSCRIPTS],
    ['comparisons', COMPARED],
    ['ANY and ALL', QUANTIFIED],
    ['functions', FUNCTIONS],
    ['aggregates', AGGREGATES],
    ['kinds of elements', KINDS],
    ['names', NAMES],
  ])('%s', (_, statements) => {
    test.each(statements)('%s', async (sql) => {
      const ours = await engine.run(sql, { pushdown })
      const ordered = /order by [^()]*$/i.test(sql)
      expect(difference(ours, await reference.run(sql), { ordered })).toBeUndefined()
    })
  })
})

test.each(REFUSED)('%s is refused', async (sql) => {
  expect(await engine.run(sql, { pushdown: 'off' })).toMatchObject({ kind: 'failure', code: 'UNSUPPORTED' })
})

test('text and columns that hold arrays of several dimensions, or not from 1, fail when they are read', async () => {
  const text = await engine.run("select ('{{'||x||'}}')::int[] from lists where id = 1", { pushdown: 'off' })
  expect(text).toMatchObject({ kind: 'failure', sqlState: '0A000' })
  for (const id of [1, 2]) {
    const read = await engine.run(`select a from odd where id = ${id}`)
    expect(read).toMatchObject({ kind: 'failure', code: 'DATA_ERROR' })
  }
})

test('an array is given as a parameter by its text and its type', async () => {
  const parameters = { ids: { value: '{1,4,NULL}', type: 'int[]' }, list: { value: '{a,"b c"}', type: 'text[]' } }
  const ours = await engine.run('select id, :list from lists where id = any(:ids) order by id', { parameters })
  expect(ours).toMatchObject({
    types: ['int32', 'string[]'],
    rows: [
      ['1', '{a,"b c"}'],
      ['4', '{a,"b c"}'],
    ],
  })
})

test('every statement survives its QueryRequest', async () => {
  const statements = [VALUES, SUBSCRIPTS, COMPARED, QUANTIFIED, FUNCTIONS, AGGREGATES, KINDS].flat()
  for (const sql of statements) await convertedAndChecked(sql)
})
