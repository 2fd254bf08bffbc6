import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { INT32, STRING } from '#arrow'
import type { SslMode } from '#config'
import { type RunningService, startMysql } from '../../../test/services/index.ts'
import { createReader } from '../readers.ts'
import { fieldsOf, readAll } from '../testing.ts'
import { sourceAt } from './testing/source-at.ts'

const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'tls')

let server: RunningService

beforeAll(async () => {
  server = await startMysql({
    certificate: readFileSync(join(FIXTURES, 'server.pem')),
    key: readFileSync(join(FIXTURES, 'server.key')),
  })
}, 120_000)

afterAll(() => server?.stop())

/** Whether the session is encrypted, and many rows of it. */
async function read(sslmode: SslMode): Promise<{ readonly encrypted: boolean; readonly rows: readonly unknown[][] }> {
  const reader = await createReader(sourceAt(server, { name: 'secured', maxConnections: 2, sslmode }))
  try {
    const [cipher] = await readAll(reader, { sql: `SHOW STATUS LIKE 'Ssl_cipher'`, fields: fieldsOf(STRING, STRING) })
    const sql = `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
      SELECT CAST((a.i - 1) * 50 + b.i AS SIGNED), repeat('text ', 20) FROM n a, n b WHERE b.i <= 50 ORDER BY 1`
    const rows = await readAll(reader, { sql, fields: fieldsOf(INT32, STRING) })
    await readAll(reader, { sql: 'SELECT 1', fields: fieldsOf(INT32) })
    return { encrypted: cipher?.[1] !== '', rows }
  } finally {
    await reader.close()
  }
}

test('rows come over TLS as they come without', async () => {
  const plain = await read('disable')
  const secured = await read('require')
  expect([plain.encrypted, secured.encrypted]).toEqual([false, true])
  expect(secured.rows).toHaveLength(50_000)
  expect(secured.rows.at(-1)).toEqual([50_000, 'text '.repeat(20)])
  expect(secured.rows).toEqual(plain.rows)
})
