import type { IpcParts } from '#arrow'
import type { QueryId, StoreAddress, StoredPart } from '#core'
import type { Manifest, QueryState } from './manifest.ts'

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

/** The parts of queries' results. */
export interface PartStore {
  /** Stores one part; readers see it whole or not at all. @throws QueryError RESOURCES_EXHAUSTED when there is no room */
  writePart(id: QueryId, name: string, ipc: IpcParts): Promise<Pick<StoredPart, 'bytes' | 'crc32'>>
  deleteParts(id: QueryId, names: readonly string[]): Promise<void>
}

/** Where results and the durable record of queries live: a folder, later S3. Shared by all coordinators. */
export interface ResultStore extends PartStore {
  /** What workers that see the same place are told, so that they can write parts themselves. */
  readonly address: StoreAddress
  /** Stores the first manifest of a query. @returns the one that is there already, or undefined when this one was stored */
  create(manifest: Manifest): Promise<Manifest | undefined>
  read(id: QueryId): Promise<Manifest | undefined>
  /** Replaces the manifest atomically. */
  replace(manifest: Manifest): Promise<void>
  /** Leaves a lasting mark that the query is to be canceled; whichever coordinator runs it finds the mark. */
  requestCancel(id: QueryId): Promise<void>
  cancelRequested(id: QueryId): Promise<boolean>
  list(filter: ManifestFilter): Promise<ManifestPage>
  readPart(id: QueryId, name: string): Promise<Uint8Array<ArrayBuffer>>
  /** The bytes of a part; undefined when it is not there. */
  sizeOfPart(id: QueryId, name: string): Promise<number | undefined>
  /** Removes the query with everything of it. */
  delete(id: QueryId): Promise<void>
  /** Resolves when the store can be written. */
  ping(): Promise<void>
}
