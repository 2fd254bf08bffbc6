import { expect, test } from 'vitest'
import { GROUPING } from './grouping.cases.ts'
import { JOINS } from './joins.cases.ts'
import { LATERAL } from './lateral.cases.ts'
import { DISTINCT_ON, LIMITS } from './row-limits.cases.ts'
import { QUANTIFIED, ROWS } from './rows.cases.ts'
import { EVERYTHING_FORCED } from './support/engine.ts'
import { comparedEngines, testStatements } from './support/relational.ts'
import { WINDOWS } from './windows.cases.ts'

const engines = comparedEngines({}, { ...EVERYTHING_FORCED, connections: 'apart' })

testStatements('in parts, by keys of others, and divided among kernels', engines, [
  ...JOINS,
  ...LATERAL,
  ...GROUPING,
  ...WINDOWS,
  ...ROWS,
  ...QUANTIFIED,
  ...DISTINCT_ON,
  ...LIMITS,
])

/** Of a query that asked for no work at its sources, none is done there: half of them can have no filter. */
const LEAST = { split: 0.9, filtered: 0.05, divided: 0.3 }

test('the settings did something', () => {
  const { computed, split, filtered, divided } = engines().engine.tally()
  expect(computed).toBeGreaterThan(300)
  expect(split / computed).toBeGreaterThan(LEAST.split)
  expect(filtered / computed).toBeGreaterThan(LEAST.filtered)
  expect(divided / computed).toBeGreaterThan(LEAST.divided)
})
