import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { NESTED } from './support/nested.ts'
import type { Planned } from './support/plan-in-thread.ts'

/** Half of what V8 gives a process's main thread, 984 KB, where coordinators plan. */
const HALF_MB = 0.48
/** As much as a thread of Node can have. */
const AMPLE_MB = 3.9

/** What planning the statements comes to on a thread whose stack has so many MiB. */
async function planned(statements: readonly string[], stackSizeMb: number): Promise<readonly string[]> {
  const workerData: Planned = { statements }
  const thread = new Worker(new URL('./support/plan-in-thread.ts', import.meta.url), {
    workerData,
    resourceLimits: { stackSizeMb },
  })
  const [outcomes]: string[][] = await once(thread, 'message')
  await thread.terminate()
  return outcomes ?? []
}

/** What takes longer to run than to plan. */
const PLANNED: typeof NESTED = {
  ...NESTED,
  'limited subqueries of FROM': (depth) => {
    const end = ' q WHERE a > 0 ORDER BY a LIMIT 5)'
    return `SELECT a FROM ${'(SELECT DISTINCT a FROM '.repeat(depth)}(SELECT 1 AS a)${end.repeat(depth)} q`
  },
}

test('what may nest is planned on half of the stack there is', async () => {
  const depths = [198, 196, 190, 98, 96, 16]
  const statements = Object.values(PLANNED).flatMap((make) => depths.map(make))
  const ample = await planned(statements, AMPLE_MB)
  expect(await planned(statements, HALF_MB)).toEqual(ample)
  const deepest = Object.keys(PLANNED).map((what, index) => {
    const at = ample.slice(index * depths.length, (index + 1) * depths.length).indexOf('planned')
    return [what, depths[at]]
  })
  expect(Object.fromEntries(deepest)).toMatchObject({
    'signs and operators': 198,
    'operators of columns': 198,
    'calls of columns': 198,
    'conditions of columns': 196,
    'CASE in ELSE': 196,
    'subqueries of FROM': 98,
    'limited subqueries of FROM': 98,
  })
}, 120_000)
