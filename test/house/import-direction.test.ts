import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Runs the project's linter over a small project of the given files; answers what it printed and how it ended. */
async function lint(files: Readonly<Record<string, string>>): Promise<{ exitCode: number; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-house-'))
  for (const name of ['biome.json', 'package.json']) await copyFile(join(ROOT, name), join(folder, name))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const rules = ['--only=style/noRestrictedImports', '--only=suspicious/noImportCycles']
  return new Promise((resolve) => {
    execFile(join(ROOT, 'node_modules/.bin/biome'), ['lint', ...rules, '.'], { cwd: folder }, (error, out, err) => {
      resolve({
        exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        output: `${out}${err}`,
      })
    })
  })
}

test('an arrow down passes', async () => {
  const { exitCode, output } = await lint({
    'libs/core/index.ts': 'export const one = 1\n',
    'libs/plan/index.ts': "export { one } from '#core'\n",
    'libs/connectors/postgres/pool.ts': "import pg from 'pg'\nexport const made = pg\n",
    'libs/queue/bullmq/redis.ts': "export { Queue } from 'bullmq'\n",
  })
  expect(output).not.toContain('noRestrictedImports')
  expect(exitCode).toBe(0)
})

test.each([
  ['core', "import '#plan'\n"],
  ['config', "import '#telemetry'\n"],
  ['plan', "import '#query'\n"],
  ['optimizer', "import '#dialects'\n"],
  ['query', "import '#optimizer'\n"],
  ['dialects', "import '#connectors/pushdown'\n"],
  ['queue', "import '#exchange'\n"],
  ['exchange', "import '#queue/bullmq'\n"],
  ['scheduler', "import '#queue/bullmq'\n"],
  ['scheduler', "import '#engine'\n"],
  ['scheduler', "import '#connectors/readers'\n"],
  ['engine', "import '#apps/coordinator'\n"],
  ['plan', "export const load = () => import('#query')\n"],
  ['plan', "import type { Table } from '#query'\nexport type T = Table\n"],
  ['plan', "import '../query/index.ts'\n"],
  ['queue/bullmq', "import '../../exchange/index.ts'\n"],
  ['engine', "import '../../apps/worker/main.ts'\n"],
  ['plan', "import 'pg'\n"],
  ['engine', "import 'mysql2/promise'\n"],
  ['scheduler', "import '@duckdb/node-bindings'\n"],
  ['telemetry', "import 'node:sqlite'\n"],
])('a wrong arrow from %s fails: %j', async (lib, text) => {
  const { exitCode, output } = await lint({ [`libs/${lib}/wrong.ts`]: text })
  expect(output).toContain(`libs/${lib}/wrong.ts`)
  expect(output).toContain('noRestrictedImports')
  expect(exitCode).toBe(1)
})

test('the worker imports no planner', async () => {
  const { exitCode, output } = await lint({ 'apps/worker/wrong.ts': "import '#optimizer'\n" })
  expect(output).toContain('The worker imports no planner.')
  expect(exitCode).toBe(1)
})

test('a cycle through # imports fails', async () => {
  const { exitCode, output } = await lint({
    'libs/plan/index.ts': "export { a } from './a.ts'\n",
    'libs/plan/a.ts': "import { b } from './b.ts'\nexport const a = () => b\n",
    'libs/plan/b.ts': "import { a } from '#plan'\nexport const b = () => a\n",
  })
  expect(output).toContain('noImportCycles')
  expect(exitCode).toBe(1)
})
