import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const SOURCES = [
  'apps',
  'libs',
  'config',
  'scripts',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
]
const packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })).min(1)
const manifest = z.object({ dependencies: z.record(z.string(), z.string()) })

/** The tarball that would be published, and what is in it. */
export interface Tarball {
  readonly file: string
  readonly paths: readonly string[]
}

/** Builds and packs a copy of the project, so that a `dist` in use stays as it is. */
export async function packProject(): Promise<Tarball> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-pack-'))
  for (const part of SOURCES) await cp(join(ROOT, part), join(folder, part), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await run(process.execPath, [join(folder, 'scripts', 'build.ts')])
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts'], { cwd: folder, maxBuffer: 64 << 20 })
  const [tarball] = packed.parse(JSON.parse(stdout))
  if (tarball === undefined) throw new Error('npm pack made nothing')
  return { file: join(folder, tarball.filename), paths: tarball.files.map(({ path }) => path) }
}

/**
 * A folder with the package installed: by npm when `AJNA_PACKAGE_INSTALL=npm` (a minute, most of it copying), else
 * unpacked beside links to exactly the dependencies that it declares.
 */
export async function installedIn(tarball: Tarball): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-installed-'))
  await writeFile(join(folder, 'package.json'), '{ "name": "user-of-ajna", "private": true, "type": "module" }\n')
  if (process.env['AJNA_PACKAGE_INSTALL'] === 'npm') await installByNpm(tarball, folder)
  else await installByLinks(tarball, folder)
  return folder
}

async function installByNpm(tarball: Tarball, folder: string): Promise<void> {
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball.file], { cwd: folder })
}

async function installByLinks(tarball: Tarball, folder: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  const ajna = join(modules, 'ajna')
  await mkdir(ajna, { recursive: true })
  await run('tar', ['-xzf', tarball.file, '--strip-components=1', '-C', ajna])
  const { dependencies } = manifest.parse(JSON.parse(await readFile(join(ajna, 'package.json'), 'utf8')))
  for (const name of Object.keys(dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), join(modules, name))
  }
}
