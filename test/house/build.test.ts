import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

/** A project of the real build, manifest and lowest libs, around a command of its own. */
async function smallProject(command: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-build-'))
  const parts = [
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts',
    'libs/core',
    'libs/arrow',
    'libs/config',
  ]
  for (const part of parts) await cp(join(ROOT, part), join(folder, part), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await mkdir(join(folder, 'apps', 'cli'), { recursive: true })
  await writeFile(join(folder, 'apps', 'cli', 'main.ts'), command)
  await writeFile(join(folder, 'libs', 'core', 'asset.sql'), 'select 1\n')
  return folder
}

test('the build runs as plain JavaScript, with # imports, assets and types, and without tests', async () => {
  const folder = await smallProject(
    "import { loadEngineConfig } from '#config'\nconsole.log((await loadEngineConfig(null)).query.defaultLimit)\n",
  )
  await run(process.execPath, [join(folder, 'scripts', 'build.ts')])
  const command = join(folder, 'dist', 'apps', 'cli', 'main.js')
  expect((await run(command, [])).stdout).toBe('1000\n')
  expect((await stat(command)).mode & 0o111).toBe(0o111)
  const manifest = z
    .object({ type: z.string(), imports: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(folder, 'dist', 'package.json'), 'utf8')))
  expect(manifest.type).toBe('module')
  expect(manifest.imports['#core']).toBe('./libs/core/index.js')
  expect(await readFile(join(folder, 'dist', 'libs', 'core', 'asset.sql'), 'utf8')).toBe('select 1\n')
  expect(await readFile(join(folder, 'dist', 'libs', 'config', 'index.d.ts'), 'utf8')).toContain('loadEngineConfig')
  await expect(stat(join(folder, 'dist', 'libs', 'config', 'load.test.js'))).rejects.toThrow('ENOENT')
})

test('a type error stops the build', async () => {
  const folder = await smallProject("const port: number = 'x'\nconsole.log(port)\n")
  await expect(run(process.execPath, [join(folder, 'scripts', 'build.ts')])).rejects.toThrow('Command failed')
  await expect(stat(join(folder, 'dist', 'package.json'))).rejects.toThrow('ENOENT')
})
