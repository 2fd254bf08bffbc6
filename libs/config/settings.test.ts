import { expect, test } from 'vitest'
import { requireTokensOffLoopback, resolveSettings } from '#config'

test('defaults', () => {
  const settings = resolveSettings({}, {})
  expect(settings).toMatchObject({
    datasources: null,
    engine: null,
    queueUrl: null,
    coordinatorUrl: null,
    tokens: [],
    clusterKey: null,
    host: '127.0.0.1',
    port: 8080,
    workers: 2,
  })
  expect(settings.resultStore).toMatch(/^file:\/\/.*\.ajna\/results$/)
})

test('a flag wins over its variable', () => {
  const env = { AJNA_QUEUE_URL: 'redis://a:6379', AJNA_PORT: '9000', AJNA_TOKEN: 'one, two', AJNA_CLUSTER_KEY: 'k' }
  const settings = resolveSettings({ queue: 'postgres://b/q', datasources: 'd.yaml' }, env)
  expect(settings).toMatchObject({
    queueUrl: 'postgres://b/q',
    port: 9000,
    tokens: ['one', 'two'],
    clusterKey: 'k',
    datasources: 'd.yaml',
  })
})

test('every problem at once, without the value', () => {
  const wrong = (): unknown => resolveSettings({ port: '99999', queue: 'hunter2' }, { AJNA_WORKERS: 'many' })
  expect(wrong).toThrow(
    /--queue \(AJNA_QUEUE_URL\) must be a URL.*--port must be a whole number.*AJNA_WORKERS must be/s,
  )
  expect(wrong).not.toThrow(/hunter2/)
})

test('an address beyond loopback needs a token', () => {
  expect(() => requireTokensOffLoopback({ host: '0.0.0.0', tokens: [] })).toThrow('set AJNA_TOKEN')
  expect(() => requireTokensOffLoopback({ host: '0.0.0.0', tokens: ['t'] })).not.toThrow()
  expect(() => requireTokensOffLoopback({ host: '127.0.0.1', tokens: [] })).not.toThrow()
})
