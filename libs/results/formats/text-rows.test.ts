import { expect, it } from 'vitest'
import { BatchBuilder, encodeBatch, type Field, INT64, STRING } from '#arrow'
import { csv, ndjson } from './text-rows.ts'

const FIELDS: readonly Field[] = [
  { name: 'n', type: INT64, nullable: true },
  { name: 't', type: STRING, nullable: true },
]
/** Every hundredth text is longer than a chunk of output. */
const ROWS = Array.from({ length: 301 }, (_, row): [string, string | null] => {
  const text = row % 100 === 99 ? `"${'ö'.repeat(200_000)}` : 'x'.repeat((row * 37) % 4000)
  return [String(row * 1_000_003), row % 7 === 3 ? null : text]
})

function stored(): Parameters<typeof csv>[0] {
  const builder = new BatchBuilder('test', FIELDS)
  for (const row of ROWS) {
    builder.columns.forEach((column, index) => {
      const text = row[index] ?? null
      if (text === null) column.appendNull()
      else column.appendText(text)
    })
    builder.endRow()
  }
  const ipc = encodeBatch(builder.take())
  const part = { name: 'part', row_offset: 0, rows: ROWS.length, bytes: ipc.byteLength, crc32: '' }
  return { fields: FIELDS, parts: [part], read: () => Promise.resolve(ipc) }
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const kept: Uint8Array[] = []
  // Kept until the end: a chunk given away must not be written again.
  for await (const chunk of chunks) kept.push(chunk)
  expect(kept.length).toBeGreaterThan(1)
  return Buffer.concat(kept).toString()
}

it('writes rows longer than a chunk, and rows over the ends of chunks, as lines of JSON', async () => {
  const expected = ROWS.map(([n, t]) => `${JSON.stringify({ n, t })}\n`).join('')
  expect((await gather(ndjson(stored(), 'string'))) === expected).toBe(true)
})

it('writes them as CSV too', async () => {
  const field = (text: string | null): string => {
    if (text === null) return ''
    return text === '' || text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : text
  }
  const expected = ['n,t', ...ROWS.map(([n, t]) => `${n},${field(t)}`), ''].join('\r\n')
  expect((await gather(csv(stored()))) === expected).toBe(true)
})
