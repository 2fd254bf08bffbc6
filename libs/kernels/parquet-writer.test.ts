import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { decimal, type Field } from '#arrow'
import { ipcOf, makePool, never, type Text } from './testing.ts'

const FIELDS: readonly Field[] = [
  { name: 'id', type: { kind: 'int64' }, nullable: false },
  { name: 'Amount', type: decimal(15, 2), nullable: true },
  { name: 'day', type: { kind: 'date' }, nullable: true },
  { name: 'at', type: { kind: 'timestamptz' }, nullable: true },
  { name: 'big', type: { kind: 'uint64' }, nullable: true },
  { name: 'uuid', type: { kind: 'uuid' }, nullable: true },
  { name: 'note', type: { kind: 'string' }, nullable: true },
]

function rowsFrom(first: number, count: number): Text[][] {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index
    if (id % 7 === 0) return [String(id), null, null, null, null, null, null]
    const uuid = `a0eebc99-9c0b-4ef8-bb6d-${String(id).padStart(12, '0')}`
    return [
      String(id),
      `${id}.05`,
      '2024-02-29',
      '2024-02-29 12:00:00.000001+00',
      '18446744073709551615',
      uuid,
      `日 ${id}`,
    ]
  })
}

async function* batches(counts: readonly number[]): AsyncGenerator<Uint8Array> {
  let first = 0
  for (const count of counts) {
    yield ipcOf(FIELDS, rowsFrom(first, count))
    first += count
  }
}

it('writes batches as one Parquet file with the same values, in order', async () => {
  const { pool, folder, dispose } = await makePool(1, 500)
  const chunks: Uint8Array[] = []
  for await (const chunk of pool.writeParquet(FIELDS, batches([5000, 0, 1, 3000]), never)) chunks.push(chunk)
  expect(readdirSync(folder)).toEqual([])
  expect(pool.usage().used).toBe(0)
  await dispose()

  const here = await mkdtemp(join(tmpdir(), 'ajna-parquet-'))
  const file = join(here, 'result.parquet')
  await writeFile(file, Buffer.concat(chunks))
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  const types = await connection.runAndReadAll(
    `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${file}')`,
  )
  expect(types.getRowsJson()).toEqual([
    ['id', 'BIGINT'],
    ['Amount', 'DECIMAL(15,2)'],
    ['day', 'DATE'],
    ['at', 'TIMESTAMP WITH TIME ZONE'],
    ['big', 'UBIGINT'],
    ['uuid', 'VARCHAR'],
    ['note', 'VARCHAR'],
  ])
  const all = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM '${file}'`)
  const expected = rowsFrom(0, 8001).map((row) =>
    row.map((text, column) => (column === 3 ? (text?.slice(0, -3) ?? null) : text)),
  )
  const shown = all
    .getRowsJson()
    .map((row) => row.map((text, column) => (column === 3 && text !== null ? String(text).slice(0, -3) : text)))
  expect(shown).toEqual(expected)
  connection.closeSync()
  await rm(here, { recursive: true })
}, 60_000)

it('frees its thread when the reader stops, the source fails or the request is canceled', async () => {
  const { pool, folder, dispose } = await makePool(1, 500)
  for await (const _chunk of pool.writeParquet(FIELDS, batches([100_000]), never)) break
  const failing = async function* (): AsyncGenerator<Uint8Array> {
    yield ipcOf(FIELDS, rowsFrom(0, 10))
    throw new Error('the part has expired')
  }
  const read = async (source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> => {
    for await (const _chunk of pool.writeParquet(FIELDS, source, signal)) expect.fail('nothing is to be written')
  }
  await expect(read(failing(), never)).rejects.toThrow('the part has expired')
  const stop = new AbortController()
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      yield ipcOf(FIELDS, rowsFrom(0, 1000))
      stop.abort()
    }
  }
  await expect(read(endless(), stop.signal)).rejects.toMatchObject({ code: 'CANCELED' })
  expect(pool.usage().used).toBe(0)
  expect(readdirSync(folder)).toEqual([])
  await dispose()
})
