import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { PostgresSourceConfig, SslMode } from '#config'
import type { RunningService } from '../../../test/services/index.ts'
import { startPostgres } from '../../../test/services/index.ts'
import { createPostgresReader } from './reader.ts'
import { sourceAt } from './testing/source-at.ts'

const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'tls')
const AUTHORITY = join(FIXTURES, 'authority.pem')

let server: RunningService

/** Writes a file beside the server's data, through the server: it may run elsewhere and as somebody else. */
async function writeServerFile(client: pg.Client, name: string): Promise<void> {
  const folder = (await client.query<{ data_directory: string }>('SHOW data_directory')).rows[0]?.data_directory
  const content = readFileSync(join(FIXTURES, name))
  const made = await client.query<{ id: number }>('SELECT lo_from_bytea(0, $1) AS id', [content])
  await client.query('SELECT lo_export($1, $2)', [made.rows[0]?.id, `${folder}/${name}`])
  await client.query(`COPY (SELECT 1) TO PROGRAM 'chmod 600 ${folder}/${name}; cat > /dev/null'`)
}

async function offerTls(client: pg.Client): Promise<void> {
  await writeServerFile(client, 'server.pem')
  await writeServerFile(client, 'server.key')
  await client.query("ALTER SYSTEM SET ssl_cert_file = 'server.pem'")
  await client.query("ALTER SYSTEM SET ssl_key_file = 'server.key'")
  await client.query('ALTER SYSTEM SET ssl = on')
  await client.query('SELECT pg_reload_conf()')
}

beforeAll(async () => {
  server = await startPostgres()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    await offerTls(client)
  } finally {
    await client.end()
  }
  await vi.waitUntil(() => isEncrypted(config('prefer')), { timeout: 10_000 })
}, 120_000)

afterAll(() => server?.stop())

function config(sslmode: SslMode, more: Partial<PostgresSourceConfig> = {}): PostgresSourceConfig {
  return sourceAt({ ...server, host: 'localhost' }, { name: 'secured', sslmode, ...more })
}

/** Whether the server sees the reader's session as encrypted. */
async function isEncrypted(source: PostgresSourceConfig): Promise<boolean> {
  const reader = createPostgresReader(source)
  const sql = 'SELECT count(*) AS c0 FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl'
  const fields = [{ name: 'c0', type: { kind: 'int64' as const }, nullable: true }]
  try {
    const request = { sql, parameters: [], fields, timeoutMs: 5000 }
    for await (const batch of reader.read(request, AbortSignal.timeout(10_000))) {
      return batch.getChildAt(0)?.get(0) === 1n
    }
    return false
  } finally {
    await reader.close()
  }
}

describe('a PostgreSQL that offers TLS with a certificate of its own authority', () => {
  test.each<[SslMode, boolean]>([
    ['disable', false],
    ['prefer', true],
    ['require', true],
  ])('sslmode %s: encrypted %s', async (sslmode, encrypted) => {
    expect(await isEncrypted(config(sslmode))).toBe(encrypted)
  })

  test.each<SslMode>(['verify-ca', 'verify-full'])('sslmode %s wants the authority', async (sslmode) => {
    expect(await isEncrypted(config(sslmode, { sslrootcert: AUTHORITY }))).toBe(true)
    await expect(isEncrypted(config(sslmode))).rejects.toThrow(/"secured".*certificate.*sslrootcert/)
  })

  test('verify-full wants the name of the host too, verify-ca does not', async () => {
    const other = { host: '127.0.0.1', sslrootcert: AUTHORITY }
    expect(await isEncrypted(config('verify-ca', other))).toBe(true)
    await expect(isEncrypted(config('verify-full', other))).rejects.toThrow(/"secured".*certificate/)
  })

  test('many rows arrive whole through TLS', async () => {
    const reader = createPostgresReader(config('require'))
    const sql = `SELECT n, repeat('é', n % 50) FROM generate_series(1, 300000) n`
    const fields = [
      { name: 'c0', type: { kind: 'int32' as const }, nullable: true },
      { name: 'c1', type: { kind: 'string' as const }, nullable: true },
    ]
    let row = 0
    try {
      const request = { sql, parameters: [], fields, timeoutMs: 30_000 }
      for await (const batch of reader.read(request, AbortSignal.timeout(30_000))) {
        const numbers = batch.getChildAt(0)?.data[0]?.values
        const texts = batch.getChildAt(1)?.data[0]
        for (let index = 0; index < batch.numRows; index += 1) {
          row += 1
          const bytes = (texts?.valueOffsets[index + 1] ?? 0) - (texts?.valueOffsets[index] ?? 0)
          if (numbers[index] !== row || bytes !== 2 * (row % 50)) throw new Error(`row ${row} is another`)
        }
      }
    } finally {
      await reader.close()
    }
    expect(row).toBe(300_000)
  })
})
