const BIND = 'B'.charCodeAt(0)
const NULL_LENGTH = -1

/**
 * Bind of the unnamed statement to the unnamed portal: parameters in text, one result format a column ("Message Formats"
 * of PostgreSQL's manual; `pg` asks for all columns in one format).
 */
export function bindMessage(parameters: readonly (string | null)[], formats: readonly (0 | 1)[]): Buffer {
  const values = parameters.map((text) => (text === null ? null : Buffer.from(text)))
  const body = Buffer.concat([
    Buffer.from([0, 0]),
    int16s([0, values.length]),
    ...values.flatMap((value) => (value === null ? [int32(NULL_LENGTH)] : [int32(value.length), value])),
    int16s([formats.length, ...formats]),
  ])
  return Buffer.concat([Buffer.from([BIND]), int32(body.length + 4), body])
}

function int16s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, 2 * index)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
