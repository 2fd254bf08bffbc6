import { HEADER_BYTES } from './packet-assembler.ts'

const ERR = 0xff
/** OK: no rows affected, no id, autocommit, no warnings. */
const OK_PAYLOAD = Buffer.from([0, 0, 0, 2, 0, 0, 0])

/**
 * The packet that tells the driver how its command ended, in place of the answer it has not seen: the server's ERR, or
 * an OK without rows.
 */
export function closingPacket(last: Buffer, sequenceId: number): Buffer {
  const payload = last[0] === ERR ? last : OK_PAYLOAD
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUIntLE(payload.length, 0, 3)
  header.writeUInt8(sequenceId, 3)
  return Buffer.concat([header, payload])
}
