import { randomBytes } from 'node:crypto'
import { access, constants, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type IpcParts, ipcBytes } from '#arrow'
import { parseQueryId, QueryError, type QueryId, type StoreAddress, type StoredPart, ValidationError } from '#core'
import { checksumOf } from '../checksum.ts'
import type { Manifest } from '../manifest.ts'
import type { ManifestFilter, ManifestPage, PartStore, ResultStore } from '../port.ts'
import { DURABLE, type FileWrites, hasCode, PASSING } from './file-writes.ts'
import { type IndexEntry, SubmissionIndex } from './submission-index.ts'

const PART_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$/
/** Manifests read at a time while a page of the history is gathered. */
const READ_TOGETHER = 16

/**
 * Results and manifests in a folder, which several coordinators may share (a network file system must offer atomic
 * rename and hard links). Files are readable by their owner only.
 */
export function createFolderResultStore(root: string): ResultStore {
  return new FolderResultStore({ folder: resolve(root), durable: true })
}

/** The same in a folder that is gone with this process: nothing waits for the disk. */
export function createPassingResultStore(root: string): ResultStore {
  return new FolderResultStore({ folder: resolve(root), durable: false })
}

/** The store at an address, if this process sees the same one, with this query, and may write there. */
export async function openFolderParts(address: StoreAddress, id: QueryId): Promise<PartStore | undefined> {
  const store = new FolderResultStore(address)
  return (await store.isWritable(id)) ? store : undefined
}

class FolderResultStore implements ResultStore {
  readonly address: StoreAddress
  readonly #root: string
  readonly #files: FileWrites
  readonly #index: SubmissionIndex

  constructor(address: StoreAddress) {
    this.address = address
    this.#root = address.folder
    this.#files = address.durable ? DURABLE : PASSING
    this.#index = new SubmissionIndex(join(address.folder, 'index'))
  }

  async create(manifest: Manifest): Promise<Manifest | undefined> {
    const folder = this.#folder(manifest.query_id)
    await mkdir(join(folder, 'parts'), { recursive: true, mode: 0o700 })
    // First the index: a marker without a manifest is passed over, a manifest without a marker would be lost to history.
    await this.#index.add(manifest)
    if (await this.#files.create(join(folder, 'manifest.json'), encode(manifest))) return undefined
    const existing = await this.read(manifest.query_id)
    if (existing !== undefined && existing.submitted_at !== manifest.submitted_at) await this.#index.remove(manifest)
    return existing
  }

  async read(id: QueryId): Promise<Manifest | undefined> {
    const text = await missingAs(undefined, readFile(join(this.#folder(id), 'manifest.json'), 'utf8'))
    return text === undefined ? undefined : (JSON.parse(text) as Manifest)
  }

  async replace(manifest: Manifest): Promise<void> {
    const path = join(this.#folder(manifest.query_id), 'manifest.json')
    await orUnknown(manifest.query_id, access(path))
    await orUnknown(manifest.query_id, this.#files.replace(path, encode(manifest)))
  }

  async requestCancel(id: QueryId): Promise<void> {
    await orUnknown(id, writeFile(join(this.#folder(id), 'cancel'), '', { mode: 0o600 }))
  }

  async cancelRequested(id: QueryId): Promise<boolean> {
    return missingAs(
      false,
      access(join(this.#folder(id), 'cancel')).then(() => true),
    )
  }

  async list(filter: ManifestFilter): Promise<ManifestPage> {
    const entries = await this.#index.newestFirst(filter.cursor)
    const manifests: Manifest[] = []
    let last: string | null = null
    for (let first = 0; first < entries.length; first += READ_TOGETHER) {
      for (const { entry, manifest } of await this.#readAll(entries.slice(first, first + READ_TOGETHER))) {
        if (manifest === undefined || !matches(manifest, filter)) continue
        if (manifests.length === filter.limit) return { manifests, nextCursor: last }
        manifests.push(manifest)
        last = entry.name
      }
    }
    return { manifests, nextCursor: null }
  }

  async writePart(id: QueryId, name: string, ipc: IpcParts): Promise<Pick<StoredPart, 'bytes' | 'crc32'>> {
    const written = orUnknown(id, this.#files.replace(this.#part(id, name), ipc))
    // Summed here while the disk writes.
    const crc32 = checksumOf(ipc)
    await written
    return { bytes: ipcBytes(ipc), crc32 }
  }

  async sizeOfPart(id: QueryId, name: string): Promise<number | undefined> {
    return missingAs(
      undefined,
      stat(this.#part(id, name)).then(({ size }) => size),
    )
  }

  /** True where this process sees the query and may add parts to it. */
  async isWritable(id: QueryId): Promise<boolean> {
    const folder = this.#folder(id)
    const seen = [access(join(folder, 'manifest.json')), access(join(folder, 'parts'), constants.W_OK)]
    return (await Promise.allSettled(seen)).every(({ status }) => status === 'fulfilled')
  }

  async readPart(id: QueryId, name: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await missingAs(undefined, readFile(this.#part(id, name)))
    if (bytes === undefined) {
      throw new QueryError('GONE', `Part "${name}" of the result of ${id} is no longer there; run the query again.`)
    }
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  async deleteParts(id: QueryId, names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(this.#part(id, name), { force: true })))
  }

  async delete(id: QueryId): Promise<void> {
    const manifest = await this.read(id)
    await rm(this.#folder(id), { recursive: true, force: true, maxRetries: 3 })
    if (manifest !== undefined) await this.#index.remove(manifest)
  }

  async ping(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 })
    const probe = join(this.#root, `.ping-${randomBytes(8).toString('hex')}`)
    await writeFile(probe, '', { mode: 0o600 })
    await rm(probe, { force: true })
  }

  #readAll(entries: readonly IndexEntry[]): Promise<{ entry: IndexEntry; manifest: Manifest | undefined }[]> {
    return Promise.all(entries.map(async (entry) => ({ entry, manifest: await this.read(entry.id) })))
  }

  /** @throws ValidationError for an id that could leave the folder */
  #folder(id: QueryId): string {
    if (parseQueryId(id) === undefined) throw new ValidationError('VALIDATION_ERROR', 'That is not a query id.')
    return join(this.#root, 'queries', id)
  }

  #part(id: QueryId, name: string): string {
    if (!PART_NAME.test(name) || name.endsWith('.tmp')) {
      throw new ValidationError('VALIDATION_ERROR', 'That is not the name of a part.')
    }
    return join(this.#folder(id), 'parts', name)
  }
}

function encode(manifest: Manifest): string {
  return `${JSON.stringify(manifest)}\n`
}

function matches(manifest: Manifest, { state, name, tag, caller }: ManifestFilter): boolean {
  const { submission } = manifest
  if (state !== undefined && manifest.state !== state) return false
  if (name !== undefined && submission.name !== name) return false
  if (caller !== undefined && submission.caller !== caller) return false
  return tag === undefined || hasTag(submission.tags, tag)
}

/** A tag is asked for as `key`, or as `key=value`. */
function hasTag(tags: Readonly<Record<string, string>>, tag: string): boolean {
  const equals = tag.indexOf('=')
  if (equals < 0) return Object.hasOwn(tags, tag)
  const key = tag.slice(0, equals)
  return Object.hasOwn(tags, key) && tags[key] === tag.slice(equals + 1)
}

/** What a file operation gives, or `absent` when the file is not there. */
async function missingAs<Value, Absent>(absent: Absent, work: Promise<Value>): Promise<Value | Absent> {
  try {
    return await work
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return absent
    throw error
  }
}

async function orUnknown<Value>(id: QueryId, work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (cause) {
    if (hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT')) throw noRoom(cause)
    if (!hasCode(cause, 'ENOENT')) throw cause
    throw new QueryError('NOT_FOUND', `No query ${id} is known; it may have been deleted.`, { cause })
  }
}

function noRoom(cause: unknown): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    'The result store has no room left for the result; delete results or give it more, and run the query again.',
    { cause },
  )
}
