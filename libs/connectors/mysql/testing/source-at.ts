import type { MysqlSourceConfig } from '#config'

/** Where a server of a test is, and as whom to ask it. */
interface TestServer {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
}

/** A source at a server of a test, with what is to be different; for tests. */
export function sourceAt(server: TestServer, change: Partial<MysqlSourceConfig> = {}): MysqlSourceConfig {
  return {
    name: 'shop',
    type: 'mysql',
    schema: null,
    table: null,
    declared: {},
    host: server.host,
    port: server.port,
    database: server.database,
    username: server.user,
    password: server.password,
    maxConnections: 4,
    connectTimeoutMs: 5_000,
    sslmode: 'prefer',
    sslrootcert: null,
    charset: 'utf8mb4',
    applicationName: 'ajna-test',
    snapshotLock: false,
    ...change,
  }
}
