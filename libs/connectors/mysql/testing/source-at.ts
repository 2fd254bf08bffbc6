import type { MysqlSourceConfig } from '#config'
import { atServer, type TestServer } from '../../testing.ts'

/** A source at a server of a test, with what is to be different; for tests. */
export function sourceAt(server: TestServer, change: Partial<MysqlSourceConfig> = {}): MysqlSourceConfig {
  return { name: 'shop', type: 'mysql', ...atServer(server), charset: 'utf8mb4', snapshotLock: false, ...change }
}
