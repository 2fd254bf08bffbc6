import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, get, jsonOf, startApi, type TestApi } from '../../test/support/http-api.ts'

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean }[]
  readonly requestBody?: { readonly content: object }
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: object }>>
  readonly security?: readonly object[]
}

interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
  readonly security: readonly object[]
}

let api: TestApi
let app: App
let document: Document

beforeAll(async () => {
  api = await startApi()
  app = api.app
  document = await jsonOf<Document>(await get(app, '/openapi.json'))
})
afterAll(() => api?.close())

function operations(): [string, Operation][] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  )
}

/** Every object in a JSON value. */
function* objectsIn(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null) return
  yield value
  for (const child of Object.values(value)) yield* objectsIn(child)
}

describe('/openapi.json', () => {
  test('has every route of the app but the way to the page', () => {
    const served = app.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '/')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(new Set(operations().map(([name]) => name))).toEqual(new Set(served))
    expect(served.length).toBeGreaterThan(18)
  })

  test('names every operation once and describes each answer', () => {
    const ids = operations().map(([, { operationId }]) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [name, { operationId, summary, responses }] of operations()) {
      expect({ name, operationId, summary }).toEqual({
        name,
        operationId: expect.stringMatching(/^[a-z][A-Za-z]+$/),
        summary: expect.any(String),
      })
      for (const { description } of Object.values(responses)) expect(description).toEqual(expect.any(String))
      if (name.includes('/v1/')) expect(responses).toHaveProperty('default.content.application/problem+json')
    }
  })

  test('declares each parameter of a path', () => {
    for (const [name, { parameters = [] }] of operations()) {
      const wanted = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
      const declared = parameters.filter((parameter) => parameter.in === 'path')
      expect(declared.map((parameter) => parameter.name)).toEqual(wanted)
      expect(declared.every(({ required }) => required === true)).toBe(true)
    }
  })

  test('has every schema it refers to, with names that OpenAPI allows', () => {
    const { schemas } = document.components
    for (const name of Object.keys(schemas)) expect(name).toMatch(/^[A-Za-z0-9._-]+$/)
    const references = [...objectsIn(document)].flatMap((one) => ('$ref' in one ? [String(one.$ref)] : []))
    expect(references.length).toBeGreaterThan(20)
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\//)
      expect(schemas).toHaveProperty([reference.slice('#/components/schemas/'.length)])
    }
    for (const name of [
      'Query',
      'FinishedQuery',
      'ResultPage',
      'SubmitQuery',
      'Statement',
      'Problem',
      'Plan',
      'QueryRequest',
    ]) {
      expect(schemas).toHaveProperty([name])
    }
    expect(document.openapi).toBe('3.1.0')
    expect(JSON.stringify(document)).not.toContain('"nullable":true')
    const orNull = { anyOf: [{ $ref: '#/components/schemas/ResultPage' }, { type: 'null' }] }
    expect(JSON.stringify(schemas['FinishedQuery'])).toContain(JSON.stringify(orNull))
  })

  test('asks for a token only where tokens are configured, and never for probes', async () => {
    expect(document.security).toEqual([])
    const closed = api.appFor({ kind: 'tokens', tokens: ['t'] })
    const { security, paths } = await jsonOf<Document>(await get(closed, '/openapi.json'))
    expect(security).toEqual([{ bearer: [] }])
    expect(paths['/healthz']?.['get']?.security).toEqual([])
    expect(paths['/v1/queries']?.['get']?.security).toBeUndefined()
  })
})

test('/docs shows every call and loads nothing', async () => {
  const response = await get(app, '/docs')
  expect(response.headers.get('content-type')).toContain('text/html')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  const page = await response.text()
  for (const path of Object.keys(document.paths)) expect(page).toContain(`<code>${path}</code>`)
  expect(page).not.toMatch(/<script|src=|https?:\/\//)
  const root = await get(app, '/')
  expect([root.status, root.headers.get('location')]).toEqual([302, '/docs'])
})

test('the JSON Schema of QueryRequest is served', async () => {
  const schema = await jsonOf<Record<string, unknown>>(await get(app, '/v1/query-request.schema.json'))
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'QueryRequest' })
})
