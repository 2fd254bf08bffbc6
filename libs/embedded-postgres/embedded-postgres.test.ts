import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { delay } from '#core'
import { startEmbeddedPostgres } from './index.ts'

/** A folder that the server's user can enter, whoever that is. */
function enterableFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ajna-embedded-'))
  chmodSync(folder, 0o755)
  return folder
}

async function until(condition: () => boolean, ms: number): Promise<boolean> {
  const end = Date.now() + ms
  while (Date.now() < end) {
    if (condition()) return true
    await delay(50)
  }
  return condition()
}

test('answers with bytewise text, and leaves nothing behind when stopped', async () => {
  const parent = enterableFolder()
  const folder = join(parent, 'pg')
  const server = await startEmbeddedPostgres({ folder, databases: ['one'] })
  const client = new pg.Client({ connectionString: server.url('one') })
  await client.connect()
  const { rows } = await client.query<{ first: string }>(`SELECT min(t) AS first FROM (VALUES ('a'), ('B')) AS v(t)`)
  await client.end()
  await server.stop()
  expect(rows[0]?.first).toBe('B')
  expect(existsSync(folder)).toBe(false)
  rmSync(parent, { recursive: true })
})

test('ends with a parent that is killed', async () => {
  const parent = enterableFolder()
  const folder = join(parent, 'pg')
  const script = `import { startEmbeddedPostgres } from '#embedded-postgres'
    const server = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, databases: [] })
    console.log('up')
    setInterval(() => server, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(existsSync(folder)).toBe(true)
  child.kill('SIGKILL')
  expect(await until(() => !existsSync(join(folder, 'data')), 15_000)).toBe(true)
  rmSync(parent, { recursive: true })
})
