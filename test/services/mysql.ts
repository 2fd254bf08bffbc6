import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { type RunningService, type ServiceAddress, serviceAddress } from './address.ts'
import { dockerAnswers, startContainer } from './docker.ts'
import { type OsUser, serverFolder, serverUser } from './os-user.ts'
import { canInstall, findProgram, install, versionOf } from './programs.ts'
import { freePort, prepare, startServer } from './server-process.ts'

const LOGIN = { user: 'ajna', password: 'ajna-test', database: 'ajna' }
const FOLDERS = ['/usr/sbin', '/usr/libexec', '/opt/homebrew/bin']
const SETTINGS = ['--character-set-server=utf8mb4', '--max-connections=300', '--innodb-flush-log-at-trx-commit=0']

/** A certificate and its key, in PEM. */
export interface TlsIdentity {
  readonly certificate: Buffer
  readonly key: Buffer
}

/**
 * A MySQL 8 server in Docker, else MariaDB or MySQL from the machine, else MariaDB installed with apt-get. With `tls` it
 * offers TLS; the one in Docker always does, with a certificate of its own.
 */
export async function startMysql(tls?: TlsIdentity): Promise<RunningService> {
  return (await dockerAnswers()) ? startInDocker() : startLocally(tls)
}

async function startInDocker(): Promise<RunningService> {
  const container = await startContainer({
    image: 'mysql:8',
    port: 3306,
    environment: { MYSQL_ROOT_PASSWORD: LOGIN.password, MYSQL_DATABASE: LOGIN.database },
    command: ['mysqld', ...SETTINGS],
    ready: (wait) => wait.forLogMessage(/ready for connections.*port: 3306/),
  })
  const address = serviceAddress('mysql', {
    ...LOGIN,
    host: container.getHost(),
    port: container.getMappedPort(3306),
  })
  const root = await createConnection({
    host: address.host,
    port: address.port,
    user: 'root',
    password: LOGIN.password,
  })
  for (const statement of accountStatements()) await root.query(statement)
  await root.end()
  return {
    ...address,
    stop: async () => {
      await container.stop()
    },
  }
}

async function startLocally(tls: TlsIdentity | undefined): Promise<RunningService> {
  const server = await findServer()
  const user = serverUser(['mysql'])
  const folder = serverFolder('mysql', user)
  const data = join(folder, 'data')
  try {
    createDataFolder(server, data, folder, user)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  const initFile = join(folder, 'init.sql')
  const statements = [...accountStatements(), `CREATE DATABASE ${LOGIN.database}`]
  writeFileSync(initFile, statements.map((statement) => `${statement};\n`).join(''), { mode: 0o644 })
  const address = serviceAddress('mysql', { ...LOGIN, host: '127.0.0.1', port: await freePort() })
  const stop = await startServer({
    name: 'MySQL',
    command: [
      server,
      '--no-defaults',
      `--datadir=${data}`,
      ownTemporaryFiles(folder),
      `--socket=${join(folder, 'm.sock')}`,
      `--pid-file=${join(folder, 'm.pid')}`,
      '--bind-address=127.0.0.1',
      `--port=${address.port}`,
      `--init-file=${initFile}`,
      ...SETTINGS,
      ...(tls === undefined ? [] : tlsSettings(folder, tls)),
    ],
    folder,
    user,
    stopSignal: 'TERM',
    ping: () => ping(address),
  })
  return { ...address, stop }
}

async function findServer(): Promise<string> {
  const known = findProgram(['mariadbd', 'mysqld'], FOLDERS)
  if (known !== undefined) return known
  if (canInstall()) {
    await install('mariadb-server')
    const installed = findProgram(['mariadbd'], FOLDERS)
    if (installed !== undefined) return installed
  }
  throw new Error(
    'The tests need MySQL 8 or MariaDB and found neither: start Docker, or install one (apt-get install mariadb-server).',
  )
}

function createDataFolder(server: string, data: string, folder: string, user: OsUser): void {
  if (!versionOf(server).includes('MariaDB')) {
    prepare(
      server,
      ['--no-defaults', '--initialize-insecure', `--datadir=${data}`, ownTemporaryFiles(folder)],
      folder,
      user,
    )
    return
  }
  const installer = findProgram(['mariadb-install-db'], [dirname(server), '/usr/bin'])
  if (installer === undefined)
    throw new Error(`mariadb-install-db is missing beside ${server}; install mariadb-server.`)
  const options = ['--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve']
  prepare(installer, [...options, `--datadir=${data}`, ownTemporaryFiles(folder)], folder, user)
}

function tlsSettings(folder: string, { certificate, key }: TlsIdentity): readonly string[] {
  writeFileSync(join(folder, 'server.pem'), certificate, { mode: 0o644 })
  writeFileSync(join(folder, 'server.key'), key, { mode: 0o644 })
  return [`--ssl-cert=${join(folder, 'server.pem')}`, `--ssl-key=${join(folder, 'server.key')}`]
}

/** A server that starts removes all temporary tables of its folder: in a shared one, those of its neighbours too. */
function ownTemporaryFiles(folder: string): string {
  return `--tmpdir=${folder}`
}

function accountStatements(): readonly string[] {
  return [
    `CREATE USER '${LOGIN.user}'@'%' IDENTIFIED BY '${LOGIN.password}'`,
    `GRANT ALL PRIVILEGES ON *.* TO '${LOGIN.user}'@'%' WITH GRANT OPTION`,
  ]
}

async function ping(address: ServiceAddress): Promise<void> {
  const { host, port, user, password, database } = address
  const connection = await createConnection({ host, port, user, password, database, connectTimeout: 5_000 })
  await connection.end()
}
