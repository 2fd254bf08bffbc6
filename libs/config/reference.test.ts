import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkConfiguration, configurationReference } from '#config'

const path = (name: string): string => fileURLToPath(new URL(`../../config/${name}`, import.meta.url))

test('config/reference.md is in step with the registry', async () => {
  expect(await readFile(path('reference.md'), 'utf8')).toBe(configurationReference())
})

test('the sample files have no problem', async () => {
  const paths = { datasources: path('datasources.example.yaml'), engine: path('engine.example.yaml') }
  const env = { SHOP_PASSWORD: 'x', ORDERS_PASSWORD: 'y' }
  expect((await checkConfiguration(paths, { env })).problems).toEqual([])
})
