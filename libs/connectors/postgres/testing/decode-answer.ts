import type { EngineType, Field } from '#arrow'
import { fieldsOf, type Physical, rowsOf } from '../../testing.ts'
import { ResultDecoder } from '../result-decoder.ts'

/** What a decoder has made of an answer. */
export interface Decoded {
  readonly rows: readonly (readonly Physical[])[]
  /** How the statement ended; `open` when the answer stops before its end. */
  readonly ending: 'complete' | 'failed' | 'broken' | 'open'
  readonly error: Error | undefined
  /** What was handed back to the driver. */
  readonly rest: Buffer | undefined
}

/** Decodes an answer in chunks of so many bytes. */
export function decodeAnswer(types: readonly EngineType[], answer: Buffer, chunkBytes = answer.length): Decoded {
  const fields: readonly Field[] = fieldsOf(...types)
  const rows: Physical[][] = []
  let ending: Decoded['ending'] = 'open'
  let error: Error | undefined
  let rest: Buffer | undefined
  const end = (how: 'failed' | 'broken') => (fault: Error) => {
    if (ending !== 'complete') ending = how
    error ??= fault
  }
  const decoder = new ResultDecoder(
    { source: 'orders', sql: 'SELECT', fields },
    {
      batch: (batch) => rows.push(...rowsOf(batch)),
      complete: () => {
        ending = 'complete'
      },
      failed: end('failed'),
      broken: end('broken'),
      ready: (bytes) => {
        rest = bytes
      },
    },
  )
  for (let at = 0; at < answer.length; at += chunkBytes) {
    // A copy of its own: nothing may be read beyond a chunk, or kept of it.
    const chunk = Buffer.from(answer.subarray(at, at + chunkBytes))
    decoder.feed(chunk)
    chunk.fill(0xee)
  }
  return { rows, ending, error, rest }
}

/** The answer of a server to a statement whose columns have these types (oids), with these values as bytes. */
export function answerOf(oids: readonly number[], rows: readonly (readonly (Buffer | null)[])[]): Buffer {
  const described = oids.map((oid) =>
    Buffer.concat([Buffer.from('c\0'), int(4, 0), int(2, 0), int(4, oid), int(2, -1), int(4, -1), int(2, 0)]),
  )
  const dataRow = (values: readonly (Buffer | null)[]): Buffer =>
    message(
      'D',
      int(2, values.length),
      ...values.flatMap((value) => (value === null ? [int(4, -1)] : [int(4, value.length), value])),
    )
  return Buffer.concat([
    message('1'),
    message('t', int(2, 0)),
    message('T', int(2, oids.length), ...described),
    message('2'),
    ...rows.map(dataRow),
    message('C', Buffer.from('SELECT\0')),
    message('Z', Buffer.from('T')),
  ])
}

/** A message of the backend. */
export function message(type: string, ...body: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(body)
  return Buffer.concat([Buffer.from(type), int(4, bytes.length + 4), bytes])
}

function int(bytes: 2 | 4, value: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  if (bytes === 2) buffer.writeInt16BE(value)
  else buffer.writeInt32BE(value | 0)
  return buffer
}
