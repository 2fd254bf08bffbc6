import { stat } from 'node:fs/promises'
import type { FileSourceConfig } from '#config'
import { type FileDatabase, openFiles } from './database.ts'

/** Kept for the next uses of one source. */
const MOST_KEPT = 2
const KEPT_MS = 30_000
/** A file changed a shorter time ago could change again without its time of change telling. */
const SETTLED_MS = 2000

/** A database for one use; whoever took it gives it back, or closes it where the use did not end well. */
export interface TakenDatabase {
  readonly database: FileDatabase
  giveBack(): Promise<void>
}

interface Kept {
  readonly database: FileDatabase
  readonly stamp: string
  readonly expiry: NodeJS.Timeout
}

/**
 * The databases over the file of a source. To open one takes longer than a small read, so they are kept for a while,
 * as long as the file stays as it is; files named by a pattern are looked for anew at each use.
 */
export class KeptDatabases {
  readonly #config: FileSourceConfig
  readonly #table: string
  readonly #kept = new Set<Kept>()
  #isOpen = true

  constructor(config: FileSourceConfig, table: string) {
    this.#config = config
    this.#table = table
  }

  /** @throws ConnectionError SOURCE_UNREACHABLE naming the path when there are no files */
  async take(): Promise<TakenDatabase> {
    const stamp = await stampOf(this.#config.path)
    const database = (await this.#takeKept(stamp)) ?? (await openFiles(this.#config, this.#table))
    return {
      database,
      giveBack: () => (stamp === undefined ? database.close() : this.#keep(database, stamp)),
    }
  }

  async close(): Promise<void> {
    this.#isOpen = false
    await Promise.all([...this.#kept].map((kept) => this.#drop(kept)))
  }

  /** One over the file as it is; those over what it was are closed. */
  async #takeKept(stamp: string | undefined): Promise<FileDatabase | undefined> {
    const current = [...this.#kept].find((kept) => kept.stamp === stamp)
    if (current === undefined) {
      await Promise.all([...this.#kept].map((kept) => this.#drop(kept)))
      return undefined
    }
    this.#kept.delete(current)
    clearTimeout(current.expiry)
    return current.database
  }

  async #keep(database: FileDatabase, stamp: string): Promise<void> {
    if (!this.#isOpen || this.#kept.size >= MOST_KEPT) return database.close()
    const expiry = setTimeout(() => void this.#drop(kept), KEPT_MS)
    expiry.unref()
    const kept: Kept = { database, stamp, expiry }
    this.#kept.add(kept)
  }

  async #drop(kept: Kept): Promise<void> {
    if (!this.#kept.delete(kept)) return
    clearTimeout(kept.expiry)
    await kept.database.close()
  }
}

/** What tells that a file is still the same; undefined where that cannot be told. */
async function stampOf(path: string): Promise<string | undefined> {
  if (/[*?[\]{}]/.test(path)) return undefined
  // A file that is not there is told by the statement that reads it.
  const file = await stat(path, { bigint: true }).catch(() => undefined)
  if (file === undefined || !file.isFile()) return undefined
  const { dev, ino, size, mtimeNs, ctimeNs } = file
  if (Date.now() - Number(ctimeNs / 1_000_000n) < SETTLED_MS) return undefined
  return [dev, ino, size, mtimeNs, ctimeNs].join(':')
}
