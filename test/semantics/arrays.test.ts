import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../services/index.ts'
import { convertedAndChecked } from '../support/query-conversions.ts'
import { REFUSED, TABLES } from './arrays.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { openReference } from './support/reference.ts'
import { TOPICS } from './topics.ts'

let engine: SemanticsEngine

beforeAll(async () => {
  const { url } = await freshReferenceDatabase()
  const reference = await openReference(url)
  await reference.execute(TABLES)
  await reference.close()
  const source = { type: 'postgres', uri: url }
  engine = await openEngine({ lists: source, odd: source })
}, 120_000)

afterAll(async () => {
  await engine?.close()
})

answersAsPostgres(TOPICS.arrays)

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
  const { statements } = TOPICS.arrays
  for (const sql of statements) await convertedAndChecked(sql)
})
