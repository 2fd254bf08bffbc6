import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CALENDAR, CASES, EVERYTHING, SHARES } from './sources.lists.ts'
import { compareExpressions, compareStatements, type SourceCase, sqlOf } from './support/sources/compare.ts'
import { inZone, ZONES } from './support/sources/in-zone.ts'
import { type Matrix, type MatrixSource, openMatrix } from './support/sources/matrix.ts'

describe.each(ZONES)("every source gives the reference's answer, TZ=%s", (zone) => {
  inZone(zone)
  const about = zone === 'UTC' ? EVERYTHING : CALENDAR
  let matrix: Matrix

  beforeAll(async () => {
    matrix = await openMatrix()
  }, 180_000)

  afterAll(() => matrix?.close())

  describe.each(Object.entries(CASES))('%s', (_topic, { expressions = [], statements = [], placements }) => {
    test.each(SHARES)(
      'at $source, pushdown $mode',
      async (share) => {
        const source = sourceOf(matrix, share.source)
        const concerned = (entry: SourceCase): boolean => about.test(sqlOf(entry)) && share.about.test(sqlOf(entry))
        const found = [
          ...(await compareExpressions(
            matrix,
            source,
            share.mode,
            expressions.filter(concerned),
            placements ?? share.placements,
          )),
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
