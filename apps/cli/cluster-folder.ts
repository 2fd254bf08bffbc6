import { lstatSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = /^ajna-(?:cluster|coordinator)-(\d+)-/

/** A temporary folder of this process that the embedded server's user can enter. */
export async function makeClusterFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `ajna-cluster-${process.pid}-`))
  await chmod(folder, 0o755)
  return folder
}

/** A temporary folder of this process that only its user can enter. */
export function makeCoordinatorFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), `ajna-coordinator-${process.pid}-`))
}

/** Removes a folder with all that is in it; one that is gone already is fine. */
export async function removeClusterFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Removes what killed processes of this user left behind; the servers in there end by themselves. */
export async function sweepClusterFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = NAME.exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    const folder = join(tmpdir(), name)
    if (isOurs(folder)) await removeClusterFolder(folder)
  }
}

/** False also for one that another sweep has just removed. */
function isOurs(folder: string): boolean {
  const owner = lstatSync(folder, { throwIfNoEntry: false })?.uid
  return owner !== undefined && owner === (process.getuid?.() ?? owner)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
