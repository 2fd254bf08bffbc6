import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DEVIATIONS, REFUSALS } from './expressions.deviations.ts'
import { enginesOver } from './support/engines-over.ts'
import { difference } from './support/outcome.ts'

/** Expressions of PostgreSQL that other engines answer otherwise, and as many they agree on; one SELECT a line (⏎ breaks it). */
const STATEMENTS = readFileSync(join(import.meta.dirname, '..', 'data', 'expressions', 'expressions.sql'), 'utf8')
  .trim()
  .split('\n')
  .filter((line) => !line.startsWith('-- '))
  .map((line) => line.replace('⏎', '\n'))

const TABLES = `
  CREATE TABLE samples (i int, b bigint, n numeric(10,2), f float8, s text, d date, o boolean);
  INSERT INTO samples VALUES (1, 10, 1.75, 1.5, 'b', '2024-01-31', true), (2, 20, 1.75, 'NaN', 'a', '2023-02-28', false),
    (2, 20, 2.50, -0.25, null, '2024-02-29', null), (null, null, null, null, 'B', null, true);
  CREATE TABLE series (v int, i int, s text);
  INSERT INTO series VALUES (10, 1, 'a'), (20, 2, 'a'), (30, 2, 'b'), (40, null, 'b'), (50, 3, null);`

const engines = enginesOver(TABLES, ['samples', 'series'])

/** Each answered by the kernel with PostgreSQL's value and type, or with its SQLSTATE; all else is listed. */
describe('the kernel answers as PostgreSQL does', () => {
  test.each(STATEMENTS)('%s', async (sql) => {
    const { reference, engine } = engines()
    const ours = await engine.run(sql, { pushdown: 'off' })
    const refusal = REFUSALS[sql]
    if (refusal !== undefined) {
      expect(ours).toMatchObject({ kind: 'failure', code: refusal })
      return
    }
    const deviation = DEVIATIONS[sql]
    if (deviation?.kind === 'extension') {
      expect(ours).toMatchObject({ kind: 'rows', rows: deviation.rows })
      return
    }
    const numeric = deviation?.kind ?? 'exact'
    expect(difference(ours, await reference.run(sql), { ordered: / order by /i.test(sql), numeric })).toBeUndefined()
  })
})
