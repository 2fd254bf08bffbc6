import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { VERSION } from '#engine/version'
import { type Ended, type Running, shopFolder, startProgram } from '../../apps/cli/testing/run-ajna.ts'
import { installedIn, packProject, ROOT, type Tarball } from './installed-package.ts'

const run = promisify(execFile)
const LONG = 60_000
const JOIN = `SELECT c.name, sum(o.amount) AS spent FROM customers c JOIN orders o ON o.customer_id = c.id
  GROUP BY c.name ORDER BY c.name`
/** Says that this Node is too old, before the program looks. */
const OLD_NODE = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } })",
)}`

let tarball: Tarball
let folder: string
let program: string

beforeAll(async () => {
  tarball = await packProject()
  folder = await installedIn(tarball)
  await cp(await shopFolder(), folder, { recursive: true })
  const ajna = join(folder, 'node_modules', 'ajna')
  const { bin } = z
    .object({ bin: z.object({ ajna: z.string() }) })
    .parse(JSON.parse(await readFile(join(ajna, 'package.json'), 'utf8')))
  program = join(ajna, bin.ajna)
}, 300_000)

function start(...args: readonly string[]): Running {
  return startProgram(folder, [program, ...args])
}

function ajna(...args: readonly string[]): Promise<Ended> {
  return start(...args).ended
}

test('the tarball holds what is built, the configuration samples and the papers, and nothing of the tests', () => {
  const outside = tarball.paths.filter((path) => !/^(dist|config)\//.test(path))
  expect(outside.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
  expect(tarball.paths.filter((path) => /\.test\.|\.suite\.|testing|(?<!\.d)\.ts$/.test(path))).toEqual([])
  expect(tarball.paths).toContain('dist/libs/engine/index.d.ts')
})

test(
  'is a library with types',
  async () => {
    await writeFile(
      join(folder, 'use.ts'),
      `import { AnalyticalEngine, type QueryRequest, type QueryResult } from 'ajna'
const engine = new AnalyticalEngine({ datasourceConfigPath: 'ds.yaml' })
const request: QueryRequest = await engine.convertSqlToQuery({ sql: ${JSON.stringify(JOIN)} })
const result: QueryResult = await engine.executeQuery(request)
console.error(result.metadata.row_count, JSON.stringify(await result.data.toDicts()))
await engine.close()
`,
    )
    const compiler = join(ROOT, 'node_modules', '.bin', 'tsc')
    const options = ['--ignoreConfig', '--strict', '--module', 'nodenext', '--target', 'es2022', '--outDir', '.']
    // apache-arrow brings Node's types in a version of its own, which clash with anybody's.
    const { stdout } = await run(compiler, [...options, '--skipLibCheck', '--types', '', 'use.ts'], {
      cwd: folder,
    }).catch((error) => error)
    expect(stdout).toBe('')
    const { stderr } = await run(process.execPath, ['use.js'], { cwd: folder })
    expect(stderr).toContain('2 [{"name":"Ada","spent":12.75},{"name":"Grace, Rear Admiral","spent":7}]')
  },
  LONG,
)

test(
  'is a command that joins two sources in this process',
  async () => {
    const ended = await ajna('query', '--datasources', 'ds.yaml', '--format', 'csv', JOIN)
    expect(ended.stderr).toMatch(/^2 rows in/)
    expect(ended).toMatchObject({ code: 0, stdout: 'name,spent\r\nAda,12.75\r\n"Grace, Rear Admiral",7\r\n' })
  },
  LONG,
)

test(
  'is a command that runs a cluster',
  async () => {
    const cluster = start('up', '--datasources', 'ds.yaml', '--port', '0')
    const url = (await cluster.line('ready ')).slice('ready '.length)
    const ended = await ajna('query', '--coordinator', url, '--format', 'csv', JOIN)
    cluster.child.kill('SIGINT')
    expect(ended).toMatchObject({ code: 0, stdout: 'name,spent\r\nAda,12.75\r\n"Grace, Rear Admiral",7\r\n' })
    expect((await cluster.ended).code).toBe(0)
  },
  LONG,
)

test(
  'on an older Node it runs on the one it brought, with the same exit code',
  async () => {
    const old = (...args: readonly string[]): Promise<Ended> =>
      startProgram(folder, ['--import', OLD_NODE, program, ...args]).ended
    expect(await old('--version')).toMatchObject({ code: 0, stdout: `ajna ${VERSION}\n` })
    expect((await old('frobnicate')).code).toBe(2)
  },
  LONG,
)

test(
  'the cluster of an older Node ends when its launcher is asked to, and when it is killed',
  async () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const launcher = startProgram(folder, [
        '--import',
        OLD_NODE,
        program,
        'up',
        '--datasources',
        'ds.yaml',
        '--port',
        '0',
      ])
      const url = (await launcher.line('ready ')).slice('ready '.length)
      launcher.child.kill(signal)
      // Its output is closed when the last process that holds it has ended.
      expect((await launcher.ended).code).toBe(signal === 'SIGINT' ? 0 : null)
      await expect(fetch(url)).rejects.toThrow()
    }
  },
  LONG,
)
