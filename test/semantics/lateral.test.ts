import { expect, test } from 'vitest'
import { LATERAL } from './lateral.cases.ts'
import { comparedEngines, testStatements } from './support/relational.ts'

const engines = comparedEngines()

testStatements('LATERAL', engines, LATERAL)

/** One statement of the source answers it only where its tables share a connection. */
const onOneConnection = comparedEngines({}, { connections: 'as_found' })

/** The kernel cannot, where PostgreSQL can: said before or while it runs, never answered otherwise. */
test.each([
  'select a.x, t.k from pairs a, lateral (select b.x k from (select x from keyed where x > a.x) b full join pairs c using (x)) t',
  'with w as materialized (select x from keyed) select a.x, (select count(*) from w full join w v on v.x = w.x + 1 where a.y = 1) n from pairs a',
  'select a.x, t.g from pairs a, lateral (select grouping(b.z) g from keyed b where b.x > a.x group by grouping sets ((), (b.z), ())) t',
])('is refused here, and answered where it can be pushed: %s', async (sql) => {
  const { engine } = onOneConnection()
  expect(await engine.run(sql, { pushdown: 'off' })).toMatchObject({ kind: 'failure', code: 'UNSUPPORTED' })
  expect(await engine.run(sql)).toMatchObject({ kind: 'rows' })
})
