import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { expect, test } from 'vitest'
import { freshMysqlDatabase, freshPostgresDatabase, freshRedisDatabase, postgres, redis, startRedis } from './index.ts'

test('every test file gets a PostgreSQL database of its own, bytewise by default', async () => {
  const [first, second] = await Promise.all([freshPostgresDatabase(), freshPostgresDatabase()])
  expect(first.port).toBe(second.port)
  expect(first.database).not.toBe(second.database)
  const client = new pg.Client({ connectionString: first.url })
  await client.connect()
  const { rows } = await client.query(`SELECT current_database() AS name, 'a' < 'B' AS folded, upper('é') AS upper`)
  await client.end()
  expect(rows).toEqual([{ name: first.database, folded: false, upper: 'É' }])
})

test('a PostgreSQL database can have a locale', async () => {
  const address = await freshPostgresDatabase(`TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`)
  const client = new pg.Client({ connectionString: address.url })
  await client.connect()
  const { rows } = await client.query(`SELECT 'a' < 'B' AS folded`)
  await client.end()
  expect(rows).toEqual([{ folded: true }])
})

test('the MySQL server speaks utf8mb4', async () => {
  const { host, port, user, password, database } = await freshMysqlDatabase()
  const connection = await createConnection({ host, port, user, password, database })
  await connection.query('CREATE TABLE t (s VARCHAR(10))')
  await connection.query('INSERT INTO t VALUES (?)', ['né😀'])
  const [rows] = await connection.query('SELECT s, char_length(s) AS n FROM t')
  await connection.end()
  expect(rows).toEqual([{ s: 'né😀', n: 3 }])
})

test('the Redis server answers', async () => {
  const client = new Redis((await redis()).url)
  expect(await client.ping()).toBe('PONG')
  await client.quit()
})

test('every test file gets a Redis database of its own', async () => {
  const [first, second] = await Promise.all([freshRedisDatabase(), freshRedisDatabase()])
  const clients = [new Redis(first.url), new Redis(second.url)] as const
  await clients[0].set('key', 'of the first')
  expect(await Promise.all(clients.map((client) => client.get('key')))).toEqual(['of the first', null])
  await Promise.all(clients.map((client) => client.quit()))
})

test('a server ends when it is stopped', async () => {
  const service = await startRedis()
  await service.stop()
  await expect(connects(service.url)).resolves.toBe(false)
})

test('a server ends when the process that started it is killed', async () => {
  const script = `import { startRedis } from ${JSON.stringify(new URL('./redis.ts', import.meta.url).href)}
    process.stdout.write((await startRedis()).url); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = await once(child.stdout, 'data')
  expect(await connects(String(url))).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => connects(String(url)), { timeout: 10_000 }).toBe(false)
})

test('the server of the run is one', async () => {
  expect(await postgres()).toEqual(await postgres())
})

async function connects(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}
