import { expect, test } from 'vitest'
import type { MysqlSourceConfig, PostgresSourceConfig } from '#config'
import { connectionKey } from './connection-key.ts'
import { createReader } from './readers.ts'
import { sourceTable } from './table-ref.ts'

const server = {
  schema: null,
  table: null,
  declared: {},
  host: 'db.example',
  port: 5432,
  database: 'sh/op',
  username: 'u@x',
  password: 's3cret',
  maxConnections: 4,
  connectTimeoutMs: 1000,
  sslmode: 'prefer',
  sslrootcert: null,
  applicationName: 'ajna',
} as const

const orders: PostgresSourceConfig = { ...server, name: 'orders', type: 'postgres' }
const users: PostgresSourceConfig = {
  ...server,
  name: 'users',
  type: 'postgres',
  table: 'people',
  schema: 'hr',
  password: 'other',
}
const shop: MysqlSourceConfig = { ...server, name: 'shop', type: 'mysql', charset: 'utf8mb4', snapshotLock: false }

test('sources on one server, database and user share a connection; the key holds no secret', () => {
  expect(connectionKey(orders)).toBe('postgres://u%40x@db.example:5432/sh%2Fop')
  expect(connectionKey(users)).toBe(connectionKey(orders))
  expect(connectionKey({ ...orders, port: 5433 })).not.toBe(connectionKey(orders))
  expect(connectionKey({ ...orders, username: 'v' })).not.toBe(connectionKey(orders))
  expect(connectionKey(shop)).not.toBe(connectionKey(orders))
})

test('a source stands for the table it names, or for the one of its own name', () => {
  expect(sourceTable(orders)).toMatchObject({ source: 'orders', sourceType: 'postgres', schema: null, table: 'orders' })
  expect(sourceTable(users)).toMatchObject({ source: 'users', schema: 'hr', table: 'people' })
})

test('a source of a type that is not built cannot be opened', async () => {
  const source = { name: 'lake', type: 'athena', schema: null, table: null, declared: {} } as const
  await expect(createReader(source)).rejects.toMatchObject({ code: 'SOURCE_TYPE_UNAVAILABLE' })
})
