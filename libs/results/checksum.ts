import { crc32 } from 'node:zlib'
import type { IpcParts } from '#arrow'

/** The CRC-32 of pieces that follow each other, in eight hex digits. */
export function checksumOf(pieces: IpcParts): string {
  return pieces
    .reduce((sum, piece) => crc32(piece, sum), 0)
    .toString(16)
    .padStart(8, '0')
}
