import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as arrays from './arrays.cases.ts'
import { EXPRESSIONS, STATEMENTS } from './sources.cases.ts'
import { compareExpressions, compareStatements, type Mode, type SourceCase, sqlOf } from './support/sources/compare.ts'
import { inZone, ZONES } from './support/sources/in-zone.ts'
import { type Matrix, type MatrixSource, openMatrix } from './support/sources/matrix.ts'
import { PLACEMENTS, type Placement } from './support/sources/placements.ts'

interface CaseList {
  readonly expressions?: readonly SourceCase[]
  readonly statements?: readonly SourceCase[]
}

/**
 * Lists that run over every source. To add one, export from `<topic>.cases.ts` expressions over the columns of the
 * table `samples` (support/sources/samples.ts), or whole statements over it, and name them here. A case whose columns
 * a source has no type for is left out there; one that is refused unpushed does not belong in a list.
 */
const CASES: Readonly<Record<string, CaseList>> = {
  language: { expressions: EXPRESSIONS, statements: STATEMENTS },
  arrays: { expressions: arrays.EXPRESSIONS, statements: arrays.STATEMENTS },
}

/** What a source runs: sources that speak one language and hold the same values need not all run everything. */
interface Share {
  readonly source: string
  readonly mode: Mode
  readonly placements: readonly Placement[]
  readonly about: RegExp
}

const SELECT = PLACEMENTS.filter(({ name }) => name === 'SELECT')
const EVERYTHING = /(?:)/
const TEXT = /c_text|c_code/
const CALENDAR = /c_date|c_day|c_stamp|c_zoned|c_time/

const SHARES: readonly Share[] = [
  { source: 'pg_c', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'pg_locale', mode: 'auto', placements: PLACEMENTS, about: TEXT },
  { source: 'pg_18', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'my_ci', mode: 'auto', placements: PLACEMENTS, about: TEXT },
  { source: 'my_bin', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'sqlite', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'parquet', mode: 'auto', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'csv', mode: 'auto', placements: SELECT, about: EVERYTHING },
  { source: 'parquet', mode: 'off', placements: PLACEMENTS, about: EVERYTHING },
  { source: 'pg_c', mode: 'off', placements: SELECT, about: EVERYTHING },
  { source: 'my_bin', mode: 'off', placements: SELECT, about: EVERYTHING },
  { source: 'sqlite', mode: 'off', placements: SELECT, about: EVERYTHING },
]

describe.each(ZONES)("every source gives the reference's answer, TZ=%s", (zone) => {
  inZone(zone)
  const about = zone === 'UTC' ? EVERYTHING : CALENDAR
  let matrix: Matrix

  beforeAll(async () => {
    matrix = await openMatrix()
  }, 180_000)

  afterAll(() => matrix?.close())

  describe.each(Object.entries(CASES))('%s', (_topic, { expressions = [], statements = [] }) => {
    test.each(SHARES)(
      'at $source, pushdown $mode',
      async (share) => {
        const source = sourceOf(matrix, share.source)
        const concerned = (entry: SourceCase): boolean => about.test(sqlOf(entry)) && share.about.test(sqlOf(entry))
        const found = [
          ...(await compareExpressions(matrix, source, share.mode, expressions.filter(concerned), share.placements)),
          ...(await compareStatements(matrix, source, share.mode, statements.filter(concerned))),
        ]
        expect(found).toEqual([])
      },
      300_000,
    )
  })
})

function sourceOf(matrix: Matrix, name: string): MatrixSource {
  const source = matrix.sources.find((candidate) => candidate.name === name)
  if (source === undefined) throw new Error(`There is no source ${name}.`)
  return source
}
