import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { inject } from 'vitest'
import { type ServiceAddress, serviceAddress } from './address.ts'
import './global-setup.ts'

/** The PostgreSQL server of this test run, started at the first call. Use a database of your own. */
export function postgres(): Promise<ServiceAddress> {
  return ask('postgres')
}

/** The MySQL or MariaDB server of this test run, started at the first call. Use a database of your own. */
export function mysql(): Promise<ServiceAddress> {
  return ask('mysql')
}

/** The Redis server of this test run, started at the first call. Use a key prefix of your own. */
export function redis(): Promise<ServiceAddress> {
  return ask('redis')
}

/** An empty database of the run's Redis server, for processes that take keys of no prefix. */
export async function freshRedisDatabase(): Promise<ServiceAddress> {
  const server = await redis()
  const client = new Redis(server.url)
  try {
    return serviceAddress('redis', { ...server, database: String(await client.incr('ajna:test:databases')) })
  } finally {
    client.disconnect()
  }
}

async function ask(name: string): Promise<ServiceAddress> {
  const response = await fetch(`${inject('servicesUrl')}/${name}`)
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  const address: ServiceAddress = JSON.parse(text)
  return address
}

/**
 * A new, empty database on the run's PostgreSQL server; it goes away with the server.
 * `options` follow CREATE DATABASE: `TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`.
 */
export async function freshPostgresDatabase(options = ''): Promise<ServiceAddress> {
  return freshDatabase(await postgres(), options)
}

/** A new, empty database on the reference server: PostgreSQL 18 with the builtin C.UTF-8 locale. */
export async function freshReferenceDatabase(): Promise<ServiceAddress> {
  return freshDatabase(await ask('reference'), '')
}

async function freshDatabase(server: ServiceAddress, options: string): Promise<ServiceAddress> {
  const database = freshName()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${database} ${options}`)
  } finally {
    await client.end()
  }
  return serviceAddress('postgresql', { ...server, database })
}

/** A new, empty database on the run's MySQL server; it goes away with the server. `options` follow CREATE DATABASE. */
export async function freshMysqlDatabase(options = ''): Promise<ServiceAddress> {
  const server = await mysql()
  const database = freshName()
  const { host, port, user, password } = server
  const connection = await createConnection({ host, port, user, password })
  try {
    await connection.query(`CREATE DATABASE ${database} ${options}`)
  } finally {
    await connection.end()
  }
  return serviceAddress('mysql', { ...server, database })
}

function freshName(): string {
  return `t_${randomBytes(6).toString('hex')}`
}
