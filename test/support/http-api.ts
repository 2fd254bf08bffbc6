import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { datasourcesFromObject, engineConfigFromObject } from '#config'
import { startInProcess } from '#engine'
import { createTelemetry } from '#telemetry'
import { createApp } from '../../apps/coordinator/app.ts'
import type { AccessPolicy, AppEnv } from '../../apps/coordinator/deps.ts'

export const SECRET = 'hunter2-secret'

export type App = OpenAPIHono<AppEnv>

/** An API in this process over a SQLite file, a CSV file, a server that is down, and whatever is added. */
export interface TestApi {
  readonly app: App
  /** The same coordinator behind another policy. */
  appFor(access: AccessPolicy): App
  close(): Promise<void>
}

export async function startApi(moreSources: Readonly<Record<string, object>> = {}): Promise<TestApi> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-api-'))
  makeShop(join(folder, 'shop.db'))
  await writeFile(join(folder, 'regions.csv'), 'customer_id,region\n1,north\n2,south\n3,east\n')
  const datasources = datasourcesFromObject({
    sources: {
      shop: { type: 'sqlite', path: join(folder, 'shop.db') },
      regions: { type: 'csv', path: join(folder, 'regions.csv') },
      down: { type: 'postgres', uri: `postgresql://ajna:${SECRET}@127.0.0.1:9/nowhere` },
      ...moreSources,
    },
  })
  const config = engineConfigFromObject({ query: { max_limit: 5000, default_limit: 3000, query_timeout_seconds: 60 } })
  const { logging, tracing } = config
  const telemetry = await createTelemetry({
    logging: { ...logging, level: 'error' },
    tracing,
    service: 'test',
    version: '0.0.0',
  })
  const cluster = await startInProcess({ datasources, config, telemetry })
  const appFor = (access: AccessPolicy): App =>
    createApp({ ...cluster, datasources, config, telemetry, access, version: '0.0.0' })
  return {
    app: appFor({ kind: 'loopback' }),
    appFor,
    async close() {
      await cluster.close()
      await telemetry.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** 2,500 orders; one of them has an id beyond what a JSON number can say. */
function makeShop(file: string): void {
  const database = new DatabaseSync(file)
  database.exec(`
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, amount REAL, note TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2499)
    INSERT INTO orders SELECT i, 1 + i % 3, i / 4.0, CASE WHEN i % 5 = 0 THEN NULL ELSE 'say "' || i || '"' END FROM n;
    INSERT INTO orders VALUES (9007199254740993, 1, 0.5, 'big');
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    INSERT INTO customers VALUES (1, 'Ada'), (2, 'Bo'), (3, 'Cy');`)
  database.close()
}

const HOST = 'http://127.0.0.1:8080'

/** A request as a client on this machine sends it. */
export function call(app: App, method: string, path: string, options: CallOptions = {}): Promise<Response> {
  const { body, headers = {} } = options
  if (body === undefined) return Promise.resolve(app.request(`${HOST}${path}`, { method, headers }))
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const all = { 'content-type': 'application/json', ...headers }
  return Promise.resolve(app.request(`${HOST}${path}`, { method, headers: all, body: text }))
}

export interface CallOptions {
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export function get(app: App, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return call(app, 'GET', path, { headers })
}

export function post(app: App, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return call(app, 'POST', path, { body, headers })
}

/** Runs SQL to its end. @returns the answer's body */
export async function run(app: App, sql: string, more: object = {}): Promise<Finished> {
  const response = await post(app, '/v1/queries', { sql, wait_timeout_seconds: 30, ...more })
  if (response.status !== 200) throw new Error(await response.text())
  return jsonOf<Finished>(response)
}

/** The body of an answer, believed to be what the test expects. */
export async function jsonOf<Body = QueryBody>(response: Response): Promise<Body> {
  return JSON.parse(await response.text())
}

export interface QueryBody {
  readonly query_id: string
  readonly state: string
  readonly error: ProblemBody | null
  readonly row_count: number
  readonly truncated: boolean
  readonly links: { readonly self: string; readonly results: string; readonly plan: string }
}

export interface Finished extends QueryBody {
  readonly result: { readonly rows: unknown[][]; readonly next_page: number | null } | null
}

export interface ProblemBody {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly message: string
  readonly code: string
  readonly retryable: boolean
  readonly state?: string
  readonly source?: string
  readonly excerpt?: string
  readonly position?: { readonly line?: number; readonly column?: number; readonly path?: string }
  readonly problems?: readonly { readonly code: string; readonly message: string; readonly position?: object }[]
}

/** The problem details of a refusal, checked for their form and for what must never be in them. */
export async function problemOf(response: Response): Promise<ProblemBody> {
  const text = await response.text()
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) {
    throw new Error(`${response.status} is not problem details: ${text.slice(0, 200)}`)
  }
  if (text.includes(SECRET) || /\bat .*\.[tj]s:\d+/.test(text) || text.includes('node_modules')) {
    throw new Error(`A secret or a stack leaked: ${text}`)
  }
  const body: ProblemBody & { type?: unknown } = JSON.parse(text)
  if (body.status !== response.status || body.type !== 'about:blank' || body.detail.length < 5 || body.title === '') {
    throw new Error(`Not RFC 9457: ${text}`)
  }
  return body
}
