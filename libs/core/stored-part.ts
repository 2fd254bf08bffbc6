/** A batch that stands in the result store: one file, an Arrow IPC stream. JSON-safe. */
export interface StoredPart {
  readonly name: string
  readonly rows: number
  readonly bytes: number
  /** CRC-32 of its bytes, as that of zlib and gzip, in eight hex digits. */
  readonly crc32: string
}

/** Where a result store is, for another process that may see the same place. JSON-safe. */
export interface StoreAddress {
  readonly folder: string
  /** Whether what is written must outlive a power cut. */
  readonly durable: boolean
}
