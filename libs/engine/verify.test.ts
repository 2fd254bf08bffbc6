import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPushdown } from '#connectors/pushdown'
import { isRefusal } from '#plan'
import { openEngine, type SemanticsEngine } from '../../test/semantics/support/engine.ts'
import type { PushdownFactory } from './query-planner.ts'

const folder = mkdtempSync(join(tmpdir(), 'ajna-verify-'))
let engine: SemanticsEngine

/** Sources that take `>` for `>=`, and say they do it exactly. */
const lying: PushdownFactory = (servers) => {
  const honest = createPushdown(servers)
  return {
    ...honest,
    render(connection, plan, prefilters) {
      const answer = honest.render(connection, plan, prefilters)
      return isRefusal(answer) ? answer : { ...answer, sql: answer.sql.replace(' > ', ' >= ') }
    },
  }
}

beforeAll(async () => {
  const file = join(folder, 'shop.db')
  const database = new DatabaseSync(file)
  database.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
    INSERT INTO orders VALUES (1, 10), (2, 20), (3, 30), (4, 40)`)
  database.close()
  engine = await openEngine({ shop: { type: 'sqlite', path: file } }, {}, { pushdown: lying })
})

afterAll(async () => {
  await engine?.close()
  rmSync(folder, { recursive: true })
})

const LIE = 'SELECT id FROM shop.orders WHERE amount > 20'

test('a source that lies is believed, unless the query is verified', async () => {
  expect(await engine.run(LIE)).toMatchObject({ kind: 'rows', rows: [['2'], ['3'], ['4']] })
  expect(await engine.run(LIE, { pushdown: 'off' })).toMatchObject({ kind: 'rows', rows: [['3'], ['4']] })
  expect(await engine.run(LIE, { verify: true })).toEqual({
    kind: 'failure',
    code: 'VERIFICATION_FAILED',
    sqlState: null,
    message:
      'The two answers to this query differ (with pushdown, then without it): it has 3 rows one way and 2 the other; ' +
      'the plan shows the statements to compare.',
  })
})

test.each([
  ['the other way round', LIE, 'off', '2 rows one way and 3 the other'],
  ['by a value', 'SELECT count(*) AS n FROM shop.orders WHERE amount > 20', 'auto', '(3) is there more often'],
  [
    'in the order',
    'SELECT id, amount FROM shop.orders WHERE amount > 20 ORDER BY id LIMIT 2',
    'auto',
    'row 1 is (2, 20)',
  ],
] as const)('finds a difference %s', async (_name, sql, pushdown, difference) => {
  const outcome = await engine.run(sql, { verify: true, pushdown })
  expect(outcome).toMatchObject({ code: 'VERIFICATION_FAILED', message: expect.stringContaining(difference) })
})

test('what does not differ passes', async () => {
  const sql = 'SELECT id FROM shop.orders WHERE amount > 25 ORDER BY id DESC'
  expect(await engine.run(sql, { verify: true })).toMatchObject({ kind: 'rows', rows: [['4'], ['3']] })
})
