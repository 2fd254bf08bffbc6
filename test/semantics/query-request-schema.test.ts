import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { queryRequestJsonSchema } from '#query'

test('config/query-request.schema.json is in step with the schema (npm run docs)', async () => {
  const text = await readFile(new URL('../../config/query-request.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toStrictEqual(JSON.parse(JSON.stringify(queryRequestJsonSchema())))
})
