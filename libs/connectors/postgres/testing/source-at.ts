import type { PostgresSourceConfig } from '#config'
import { atServer, type TestServer } from '../../testing.ts'

/** A source at a server of a test, with what is to be different; for tests. */
export function sourceAt(server: TestServer, change: Partial<PostgresSourceConfig> = {}): PostgresSourceConfig {
  return { name: 'orders', type: 'postgres', ...atServer(server), ...change }
}
