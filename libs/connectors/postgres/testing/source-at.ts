import type { PostgresSourceConfig } from '#config'

/** Where a server of a test is, and as whom to ask it. */
interface TestServer {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
}

/** A source at a server of a test, with what is to be different; for tests. */
export function sourceAt(server: TestServer, change: Partial<PostgresSourceConfig> = {}): PostgresSourceConfig {
  return {
    name: 'orders',
    type: 'postgres',
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
    applicationName: 'ajna-test',
    ...change,
  }
}
