import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const PREFIX = 'kernel-'

/** Folders in use by kernels of this process; a restarted container may get the process id of the one that died. */
const inUse = new Set<string>()

/** The name of a fresh folder for an instance of this process, which is made when the instance first spills. */
export function kernelFolder(root: string): string {
  return join(root, `${PREFIX}${process.pid}-${randomBytes(6).toString('hex')}`)
}

/** Keeps the folder of a live kernel from being swept. */
export function useKernelFolder(folder: string): void {
  inUse.add(folder)
}

/** Removes a kernel's folder with everything in it. */
export async function removeKernelFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  inUse.delete(folder)
}

/** Removes what kernels of processes that no longer run have left behind. */
export async function sweepKernelFolders(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  for (const name of await readdir(root)) {
    const folder = join(root, name)
    const owner = Number(/^kernel-(\d+)-/.exec(name)?.[1] ?? Number.NaN)
    if (Number.isNaN(owner) || (owner === process.pid ? inUse.has(folder) : isRunning(owner))) continue
    await removeKernelFolder(folder)
  }
}

/** Bytes of the files in a folder; a file that vanishes meanwhile counts as nothing. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(folder)) {
    bytes += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0
  }
  return bytes
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
