import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { supportPage } from './page.ts'

test('docs/sql.md is in step with the tables of functions and dialects: npm run docs', async () => {
  expect(await readFile(new URL('../../../docs/sql.md', import.meta.url), 'utf8')).toBe(supportPage())
})
