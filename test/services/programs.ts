import { execFile, spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The first of the programs found in PATH or one of the folders, as an absolute path. */
export function findProgram(names: readonly string[], folders: readonly string[]): string | undefined {
  const places = [...folders, ...(process.env['PATH'] ?? '').split(delimiter)]
  for (const name of names) {
    const place = places.find((folder) => folder !== '' && executable(join(folder, name)))
    if (place !== undefined) return join(place, name)
  }
  return undefined
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Folders `<parent>/<version>/<rest>`, highest version first. */
export function versionedFolders(parent: string, rest: string): readonly string[] {
  try {
    return readdirSync(parent)
      .sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a))
      .map((version) => join(parent, version, rest))
  } catch {
    return []
  }
}

/** True where packages can be installed: root on Debian or its kin. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && findProgram(['apt-get'], []) !== undefined
}

/** Installs a Debian package, waiting for whoever else installs. */
export async function install(packageName: string): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-qq']
  await run('apt-get', [...options, 'update'], { env: environment })
  await run('apt-get', [...options, 'install', '-y', '--no-install-recommends', packageName], { env: environment })
}

/** The first line a program prints for `--version`. */
export function versionOf(program: string): string {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0] ?? ''
}
