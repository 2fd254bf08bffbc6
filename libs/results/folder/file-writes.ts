import { randomBytes } from 'node:crypto'
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A text, or bytes in pieces that follow each other. */
export type Content = string | readonly Uint8Array[]

/** Writes of whole files: readers see the old or the new content, never a part of it. */
export interface FileWrites {
  /** Replaces a file. */
  replace(path: string, content: Content): Promise<void>
  /** Writes a file that must not exist yet. Returns false when it does, which is then left as it is. */
  create(path: string, content: string): Promise<boolean>
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

async function writeTemporary(path: string, content: Content, sync: Sync): Promise<string> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await (typeof content === 'string' ? file.writeFile(content) : writePieces(file, content))
    await sync.file(file)
  } catch (error) {
    await file.close()
    await rm(temporary, { force: true })
    throw error
  }
  await file.close()
  return temporary
}

/** In one call of the system where it takes them all. */
async function writePieces(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  let rest = pieces.filter(({ byteLength }) => byteLength > 0)
  while (rest.length > 0) rest = after(rest, (await file.writev(rest)).bytesWritten)
}

/** What is left of pieces after so many bytes. */
function after(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes
  return pieces.flatMap((piece) => {
    const taken = Math.min(left, piece.byteLength)
    left -= taken
    return taken === piece.byteLength ? [] : [piece.subarray(taken)]
  })
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
