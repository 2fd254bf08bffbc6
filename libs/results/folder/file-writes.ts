import { randomBytes } from 'node:crypto'
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes of whole files: readers see the old or the new content, never a part of it. */
export interface FileWrites {
  /** Replaces a file. */
  replace(path: string, content: string | Uint8Array): Promise<void>
  /** Writes a file that must not exist yet. Returns false when it does, which is then left as it is. */
  create(path: string, content: string | Uint8Array): Promise<boolean>
}

/** What is written is there, whole, also after a power cut. */
export const DURABLE: FileWrites = fileWrites({ file: (handle) => handle.sync(), folder: syncFolder })

/** What is written is there as long as the machine runs: for folders that do not outlive their process. */
export const PASSING: FileWrites = fileWrites({ file: () => Promise.resolve(), folder: () => Promise.resolve() })

/** True for a file system error of this code: `ENOENT`, `EEXIST`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** How the content of a file, and the names in a folder, are brought to the disk. */
interface Sync {
  file(handle: FileHandle): Promise<void>
  folder(path: string): Promise<void>
}

function fileWrites(sync: Sync): FileWrites {
  return {
    async replace(path, content) {
      const temporary = await writeTemporary(path, content, sync)
      try {
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      await sync.folder(dirname(path))
    },
    async create(path, content) {
      const temporary = await writeTemporary(path, content, sync)
      try {
        await link(temporary, path)
      } catch (error) {
        if (hasCode(error, 'EEXIST')) return false
        throw error
      } finally {
        await rm(temporary, { force: true })
      }
      await sync.folder(dirname(path))
      return true
    },
  }
}

async function writeTemporary(path: string, content: string | Uint8Array, sync: Sync): Promise<string> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await sync.file(file)
  } catch (error) {
    await file.close()
    await rm(temporary, { force: true })
    throw error
  }
  await file.close()
  return temporary
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot sync a folder.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
