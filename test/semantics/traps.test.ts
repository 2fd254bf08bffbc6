import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { difference } from './support/outcome.ts'
import { compareStatements, type Finding, type Mode } from './support/sources/compare.ts'
import { inZone, ZONES } from './support/sources/in-zone.ts'
import { type Matrix, openMatrix } from './support/sources/matrix.ts'
import { CALENDAR_TRAPS, TRAPS, type Trap } from './traps.cases.ts'

const MODES: readonly Mode[] = ['auto', 'off']
/** One source of each reader: unpushed, the others are read alike. */
const READERS: ReadonlySet<string> = new Set(['pg_c', 'my_ci', 'sqlite', 'parquet', 'csv'])

/** One statement over tables of several sources, which the reference has in one. */
async function compareAcross(matrix: Matrix, mode: Mode, sql: string): Promise<readonly Finding[]> {
  const [somewhere] = matrix.sources
  if (somewhere === undefined) return []
  const ours = await matrix.run(sql, somewhere, mode)
  const reference = await matrix.reference(sql.replace(/\b\w+\.samples\b/g, 'samples'), 'full')
  const problem = difference(ours, reference, { ordered: false })
  return problem === undefined ? [] : [{ sql, source: 'several', problem }]
}

async function findingsOf(matrix: Matrix, { everywhere = [], across = [] }: Trap): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const mode of MODES) {
    const sources = matrix.sources.filter(({ name }) => mode === 'auto' || READERS.has(name))
    const found = await Promise.all(sources.map((source) => compareStatements(matrix, source, mode, everywhere)))
    findings.push(...found.flat())
    for (const sql of across) findings.push(...(await compareAcross(matrix, mode, sql)))
  }
  return findings
}

describe.each(ZONES)('pushed, unpushed and the reference agree, TZ=%s', (zone) => {
  inZone(zone)
  let matrix: Matrix

  beforeAll(async () => {
    matrix = await openMatrix()
  }, 180_000)

  afterAll(() => matrix?.close())

  const traps = zone === 'UTC' ? TRAPS : TRAPS.filter(({ number }) => CALENDAR_TRAPS.has(number))
  test.each(traps)('trap $number: $name', async (trap) => expect(await findingsOf(matrix, trap)).toEqual([]), 300_000)
})
