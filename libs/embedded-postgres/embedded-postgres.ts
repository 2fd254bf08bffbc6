import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { ConnectionError, delay } from '#core'
import { postgresBinaries } from './binaries.ts'
import { type ServerUser, serverUser } from './server-user.ts'

const execute = promisify(execFile)

export interface EmbeddedPostgres {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** `postgres://` URL of one of its databases. */
  url(database: string): string
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** Made by the server and removed when it has stopped; no one else may use it. */
  readonly folder: string
  readonly databases: readonly string[]
}

const START_TIMEOUT_MS = 60_000
const HOST = '127.0.0.1'
const USER = 'ajna'
/** Durability is not wanted of a server that is removed with its data. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']

/**
 * Holds the server: stops it and empties its folder once our end of its standard input closes, which a kill -9 of this
 * process does too. A server that outlives 10 s of its stop signal is killed.
 */
const KEEPER = `
folder=$1; shift
"$@" </dev/null >"$folder/output.log" 2>&1 &
server=$!
trap '' INT TERM HUP
read -r _
kill -INT $server
n=0
while kill -0 $server 2>/dev/null && [ $n -lt 100 ]; do n=$((n+1)); sleep 0.1; done
kill -9 $server 2>/dev/null
wait $server
rm -rf "$folder"/*
`

/**
 * Starts a PostgreSQL with bytewise text (builtin C.UTF-8) and a random password, on a free loopback port.
 * @throws ConfigurationError when it cannot run here; ConnectionError with the end of its log when it does not come up
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = serverUser()
  const bin = await postgresBinaries(user)
  const password = randomBytes(18).toString('base64url')
  await initialise(bin, options.folder, user, password)
  const port = await freePort()
  const keeper = startKeeper(bin, options.folder, port, user)
  const stop = async (): Promise<void> => {
    if (keeper.exitCode !== null) return
    keeper.stdin?.end()
    await once(keeper, 'exit')
    await rm(options.folder, { recursive: true, force: true })
  }
  const url = (database: string): string => `postgres://${USER}:${password}@${HOST}:${port}/${database}`
  try {
    await untilAnswering(url('postgres'), keeper, options.folder)
    for (const database of options.databases) await createDatabase(url('postgres'), database)
  } catch (error) {
    await stop()
    throw error
  }
  return { host: HOST, port, user: USER, password, url, stop }
}

async function initialise(bin: string, folder: string, user: ServerUser, password: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user !== null) {
    await chown(folder, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
  }
  const login = ['--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256']
  const text = ['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C']
  await execute(join(bin, 'initdb'), ['--no-sync', '-D', join(folder, 'data'), ...login, ...text], {
    cwd: folder,
    env: { ...process.env, HOME: folder },
    ...user,
  })
  await rm(passwordFile)
}

function startKeeper(bin: string, folder: string, port: number, user: ServerUser): ChildProcess {
  const server = [join(bin, 'postgres'), '-D', join(folder, 'data'), '-p', String(port), '-k', folder, '-h', HOST]
  const settings = SETTINGS.flatMap((setting) => ['-c', setting])
  return spawn('/bin/sh', ['-c', KEEPER, 'ajna-postgres-keeper', folder, ...server, ...settings], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...user,
  })
}

async function untilAnswering(url: string, keeper: ChildProcess, folder: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (keeper.exitCode === null && Date.now() < deadline) {
    if (await answers(url)) return
    await delay(50)
  }
  const log = await readFile(join(folder, 'output.log'), 'utf8').catch(() => '(no log)')
  throw new ConnectionError(
    'QUEUE_UNAVAILABLE',
    `The embedded PostgreSQL did not come up. Its log ends: ${log.slice(-1000)}`,
  )
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}

async function createDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, HOST)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') {
    throw new ConnectionError('QUEUE_UNAVAILABLE', 'The system gave no free port.')
  }
  return address.port
}
