import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convertSqlToQuery, type QueryRequest } from '#query'
import { EVERYTHING_FORCED, openEngine, type SemanticsEngine } from '../semantics/support/engine.ts'
import { difference, type Outcome } from '../semantics/support/outcome.ts'
import { isQuotient } from '../support/number-text.ts'
import { answerTo } from './support/answers.ts'
import { type Homes, loadHomes, QUERIES } from './support/data.ts'
import { LAYOUTS, SCATTERED, sourcesOf } from './support/layouts.ts'

const folder = mkdtempSync(join(tmpdir(), 'ajna-tpch-'))
let homes: Promise<Homes>

beforeAll(async () => {
  homes = loadHomes(folder)
  await homes
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true }))

/** One layout once more, with every setting forced. */
const FORCED = Object.entries(LAYOUTS)
  .filter(([name]) => name === 'scattered')
  .map(([name, layout]) => [`${name}, forced`, layout, EVERYTHING_FORCED] as const)

/** One source answers the first two whole; the others read the rows of a WITH query twice. */
const NOT_DIVIDED: ReadonlySet<string> = new Set(['q01', 'q06', 'q11', 'q15'])

describe.each([...Object.entries(LAYOUTS).map(([name, layout]) => [name, layout, {}] as const), ...FORCED])(
  'TPC-H %s',
  (_name, layout, settings) => {
    let engine: SemanticsEngine

    beforeAll(async () => {
      engine = await openEngine(sourcesOf(layout, await homes), {}, settings)
    })

    afterAll(() => engine.close())

    test.each(QUERIES)('%s', async (name, sql) => {
      const request: QueryRequest = JSON.parse(JSON.stringify(await convertSqlToQuery({ sql })))
      // The other two ways have these plans: libs/engine/same-plan.test.ts.
      const outcomes = {
        'JSON, pushed': await engine.run(request, { pushdown: 'auto' }),
        'SQL, not pushed': await engine.run(sql, { pushdown: 'off' }),
      }
      for (const [way, outcome] of Object.entries(outcomes)) {
        expect(differenceToAnswer(outcome, name, request), way).toBeUndefined()
      }
    })
  },
)

describe('TPC-H scattered, every table in parts', () => {
  let engine: SemanticsEngine

  beforeAll(async () => {
    engine = await openEngine(sourcesOf(SCATTERED, await homes), {}, { scans: 'in_parts' })
  })

  afterAll(() => engine.close())

  test.each(QUERIES)('%s', async (name, sql) => {
    const { fragments } = await engine.plan(sql, { pushdown: 'off' })
    const tables = fragments.filter(({ source_type }) => source_type !== 'file')
    expect(tables.filter(({ splits }) => splits.length !== 3)).toEqual([])
    const request = await convertSqlToQuery({ sql })
    expect(differenceToAnswer(await engine.run(sql, { pushdown: 'off' }), name, request)).toBeUndefined()
  })
})

describe('TPC-H scattered, divided among three kernels wherever several can compute', () => {
  let engine: SemanticsEngine

  beforeAll(async () => {
    engine = await openEngine(sourcesOf(SCATTERED, await homes), {}, { partitions: 3 })
  })

  afterAll(() => engine.close())

  test.each(QUERIES)('%s', async (name, sql) => {
    const request = await convertSqlToQuery({ sql })
    const { partitioning } = await engine.plan(sql)
    const { statistics } = await engine.manifest(sql)
    expect(statistics?.kernel?.partitions ?? 1).toBe(partitioning === undefined ? 1 : 3)
    expect(NOT_DIVIDED.has(name)).toBe(partitioning === undefined)
    for (const pushdown of ['auto', 'off'] as const) {
      expect(differenceToAnswer(await engine.run(sql, { pushdown }), name, request), pushdown).toBeUndefined()
    }
  })
})

/** Rows as a multiset, and the values of the ORDER BY in their order: ties may fall either way. */
function differenceToAnswer(outcome: Outcome, query: string, request: QueryRequest): string | undefined {
  const answer = answerTo(query)
  if (outcome.kind === 'failure') return difference(outcome, answer, { ordered: false })
  const rules = outcome.types.map((type) => (isQuotient(type) ? 'scale' : 'exact'))
  const found = difference(outcome, answer, { ordered: false, numeric: rules })
  if (found !== undefined) return found
  const keys = (request.order_by ?? []).map((key) =>
    answer.names.indexOf(typeof key === 'object' && 'column' in key ? key.column : ''),
  )
  const numeric = keys.flatMap((position) => rules.slice(position, position + 1))
  return difference(columnsAt(outcome, keys), columnsAt(answer, keys), { ordered: true, numeric })
}

function columnsAt(outcome: Extract<Outcome, { kind: 'rows' }>, positions: readonly number[]): Outcome {
  const pick = <T>(list: readonly T[]): readonly T[] =>
    positions.flatMap((position) => list.slice(position, position + 1))
  return { kind: 'rows', types: pick(outcome.types), names: pick(outcome.names), rows: outcome.rows.map(pick) }
}
