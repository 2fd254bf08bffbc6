import type { QueryId } from '#core'
import type { Manifest, QueryState, ResultPart } from './manifest.ts'

export interface ManifestFilter {
  readonly state?: QueryState
  readonly name?: string
  readonly tag?: string
  readonly caller?: string
  readonly limit: number
  /** The cursor of the page before, or null for the newest. */
  readonly cursor: string | null
}

export interface ManifestPage {
  /** Newest first. */
  readonly manifests: readonly Manifest[]
  readonly nextCursor: string | null
}

/** Where results and the durable record of queries live: a folder, later S3. Shared by all coordinators. */
export interface ResultStore {
  /** Stores the first manifest of a query. @returns the one that is there already, or undefined when this one was stored */
  create(manifest: Manifest): Promise<Manifest | undefined>
  read(id: QueryId): Promise<Manifest | undefined>
  /** Replaces the manifest atomically. */
  replace(manifest: Manifest): Promise<void>
  /** Leaves a lasting mark that the query is to be canceled; whichever coordinator runs it finds the mark. */
  requestCancel(id: QueryId): Promise<void>
  cancelRequested(id: QueryId): Promise<boolean>
  list(filter: ManifestFilter): Promise<ManifestPage>
  /** Stores one part; readers see it whole or not at all. */
  writePart(id: QueryId, name: string, ipc: Uint8Array): Promise<Pick<ResultPart, 'bytes' | 'sha256'>>
  readPart(id: QueryId, name: string): Promise<Uint8Array<ArrayBuffer>>
  deleteParts(id: QueryId, names: readonly string[]): Promise<void>
  /** Removes the query with everything of it. */
  delete(id: QueryId): Promise<void>
  /** Resolves when the store can be written. */
  ping(): Promise<void>
}
