import { crc32 } from 'node:zlib'

/** The CRC-32 of a part's bytes, in eight hex digits. */
export function checksumOf(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0')
}
