/** Makes `dist/`: JavaScript, types and assets of what is published, with an `#` import map of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const COMMAND = join(DIST, 'apps', 'cli', 'main.js')
const SHEBANG = '#!/usr/bin/env node\n'

const manifestSchema = z.object({ version: z.string(), imports: z.record(z.string(), z.string()) })

await rm(DIST, { recursive: true, force: true })
await compile()
await writeImportMap()
await copyAssets()
await makeExecutable()

async function compile(): Promise<void> {
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc')
  const child = spawn(compiler, ['-p', join(ROOT, 'tsconfig.build.json')], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exit(1)
}

/** Node reads `#` imports from the nearest package.json, and the root one names the sources. */
async function writeImportMap(): Promise<void> {
  const { version, imports } = manifestSchema.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')))
  const built = Object.fromEntries(Object.entries(imports).map(([name, path]) => [name, path.replace(/\.ts$/, '.js')]))
  await writeFile(
    join(DIST, 'package.json'),
    `${JSON.stringify({ private: true, version, type: 'module', imports: built }, null, 2)}\n`,
  )
}

async function copyAssets(): Promise<void> {
  for await (const entry of glob('{apps,libs}/**/*.*', { cwd: ROOT, withFileTypes: true })) {
    if (!entry.isFile() || /\.ts$|\.md$/.test(entry.name)) continue
    const from = join(entry.parentPath, entry.name)
    const to = join(DIST, from.slice(ROOT.length))
    await mkdir(dirname(to), { recursive: true })
    await copyFile(from, to)
  }
}

async function makeExecutable(): Promise<void> {
  const text = await readFile(COMMAND, 'utf8')
  if (!text.startsWith('#!')) await writeFile(COMMAND, SHEBANG + text)
  await chmod(COMMAND, 0o755)
}
