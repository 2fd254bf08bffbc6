import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXPRESSIONS, STATEMENTS } from './sources.cases.ts'
import { compareExpressions, compareStatements } from './support/sources/compare.ts'
import { type Matrix, openMatrix } from './support/sources/matrix.ts'
import { PLACEMENTS } from './support/sources/placements.ts'

let matrix: Matrix

beforeAll(async () => {
  matrix = await openMatrix('in_parts')
}, 180_000)

afterAll(() => matrix?.close())

const SELECT = PLACEMENTS.filter(({ name }) => name === 'SELECT')

test.each(['pg_c', 'my_bin'])(
  'tables that are read in parts give the same answers: %s',
  async (name) => {
    const source = matrix.sources.find((candidate) => candidate.name === name)
    if (source === undefined) throw new Error(`There is no source ${name}.`)
    expect(await compareExpressions(matrix, source, 'off', EXPRESSIONS, SELECT)).toEqual([])
    expect(await compareStatements(matrix, source, 'off', STATEMENTS)).toEqual([])
    const { fragments } = await matrix.plan('SELECT count(*) FROM samples', source, 'off')
    expect(fragments.map(({ splits }) => splits.length)).toEqual([3])
  },
  300_000,
)
