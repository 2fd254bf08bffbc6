import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseQueryId, type QueryId, ValidationError } from '#core'
import type { Manifest } from '../manifest.ts'
import { hasCode } from './file-writes.ts'

/** A query in the order of submission. */
export interface IndexEntry {
  /** `<submission time>-<query id>`: sorts by time, and serves as cursor. */
  readonly name: string
  readonly id: QueryId
}

const NAME = /^\d{8}T\d{9}Z-(q_[0-9a-f]{32})$/

/** One empty file per query, named so that a sorted listing of the folder is the history. */
export class SubmissionIndex {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async add(manifest: Manifest): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await writeFile(join(this.#folder, nameOf(manifest)), '', { mode: 0o600 })
  }

  async remove(manifest: Manifest): Promise<void> {
    await rm(join(this.#folder, nameOf(manifest)), { force: true })
  }

  /** Entries, newest first, after the cursor. @throws ValidationError for a cursor that is none of ours */
  async newestFirst(cursor: string | null): Promise<readonly IndexEntry[]> {
    if (cursor !== null && !NAME.test(cursor)) {
      throw new ValidationError('VALIDATION_ERROR', 'The cursor is not one that a page before has given.')
    }
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return []
      throw error
    })
    return names
      .filter((name) => cursor === null || name < cursor)
      .sort()
      .reverse()
      .flatMap((name) => {
        const id = parseQueryId(NAME.exec(name)?.[1] ?? '')
        return id === undefined ? [] : [{ name, id }]
      })
  }
}

function nameOf(manifest: Manifest): string {
  const time = new Date(manifest.submitted_at).toISOString().replaceAll(/[-:.]/g, '')
  return `${time}-${manifest.query_id}`
}
