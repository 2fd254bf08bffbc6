import { tableFromIPC } from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { arrayOf, BatchBuilder, decimal, decodeBatches, type EngineType, encodeBatch, type Field } from '#arrow'
import { formatResult, readRows, type StoredRows, type StreamFormat, toDicts } from '../index.ts'

interface Case {
  readonly element: EngineType
  readonly stored: string
  readonly text: string
  readonly json: string
  readonly value: readonly unknown[]
}

const CASES: readonly Case[] = [
  { element: { kind: 'int32' }, stored: '{1,NULL,-2}', text: '{1,NULL,-2}', json: '[1,null,-2]', value: [1, null, -2] },
  {
    element: { kind: 'int64' },
    stored: '{9007199254740993}',
    text: '{9007199254740993}',
    json: '["9007199254740993"]',
    value: [9007199254740993n],
  },
  {
    element: { kind: 'boolean' },
    stored: '{t,f,NULL}',
    text: '{true,false,NULL}',
    json: '[true,false,null]',
    value: [true, false, null],
  },
  {
    element: { kind: 'float64' },
    stored: '{0.1,NaN}',
    text: '{0.1,NaN}',
    json: '[0.1,"NaN"]',
    value: [0.1, Number.NaN],
  },
  { element: decimal(10, 2), stored: '{-0.05}', text: '{-0.05}', json: '["-0.05"]', value: ['-0.05'] },
  {
    element: { kind: 'string' },
    stored: '{a,"",NULL,"NULL","a \\"b\\"","c,{d}\\\\",é😀}',
    text: '{a,"",NULL,"NULL","a \\"b\\"","c,{d}\\\\",é😀}',
    json: '["a","",null,"NULL","a \\"b\\"","c,{d}\\\\","é😀"]',
    value: ['a', '', null, 'NULL', 'a "b"', 'c,{d}\\', 'é😀'],
  },
  {
    element: { kind: 'binary' },
    stored: '{"\\\\x00ff"}',
    text: '{"\\\\x00ff"}',
    json: '["AP8="]',
    value: [new Uint8Array([0, 255])],
  },
  {
    element: { kind: 'timestamptz' },
    stored: '{"2024-01-02 03:04:05.6+02"}',
    text: '{2024-01-02T01:04:05.6Z}',
    json: '["2024-01-02T01:04:05.6Z"]',
    value: ['2024-01-02T01:04:05.6Z'],
  },
  { element: { kind: 'interval' }, stored: '{"1 0 0"}', text: '{"1 mon"}', json: '["1 mon"]', value: ['1 mon'] },
  { element: { kind: 'date' }, stored: '{}', text: '{}', json: '[]', value: [] },
]

const FIELDS: readonly Field[] = CASES.map(({ element }, index) => ({
  name: `c${index}`,
  type: arrayOf(element),
  nullable: true,
}))

/** One row of the cases, and one of NULLs. */
function ipc(): Uint8Array<ArrayBuffer> {
  const builder = new BatchBuilder('test', FIELDS)
  for (const [index, column] of builder.columns.entries()) column.appendText(CASES[index]?.stored ?? '')
  builder.endRow()
  for (const column of builder.columns) column.appendNull()
  builder.endRow()
  return encodeBatch(builder.take())
}

function stored(): StoredRows {
  const body = ipc()
  const part = { name: 'p0', row_offset: 0, rows: 2, bytes: body.byteLength, crc32: '' }
  return { fields: FIELDS, parts: [part], read: () => Promise.resolve(body) }
}

async function written(format: StreamFormat): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  const options = { numbers: 'string' as const, signal: new AbortController().signal, parquetWriter: asItIs }
  for await (const chunk of formatResult(stored(), format, options)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* asItIs(_: readonly Field[], batches: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* batches
}

describe('arrays', () => {
  it('are JSON arrays by the rules of their elements', async () => {
    const page = await readRows(stored(), 1, 10)
    const nulls = CASES.map(() => 'null').join(',')
    expect(page.rowsJson).toBe(`[[${CASES.map(({ json }) => json).join(',')}],[${nulls}]]`)
  })

  it('stand in braces in CSV, as PostgreSQL prints and reads them', async () => {
    const [, line, empty] = (await written('csv')).toString().split('\r\n')
    const cells = CASES.map(({ text }) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    expect(line).toBe(cells.join(','))
    expect(empty).toBe(','.repeat(CASES.length - 1))
  })

  it('are arrays in objects', () => {
    const [first = {}, second = {}] = toDicts(FIELDS, ipc())
    expect(Object.values(first)).toEqual(CASES.map(({ value }) => value))
    expect(Object.values(second)).toEqual(CASES.map(() => null))
  })

  it('are Arrow lists of public types', async () => {
    const table = tableFromIPC(await written('arrow'))
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
      'List<Int32>',
      'List<Int64>',
      'List<Bool>',
      'List<Float64>',
      'List<Decimal[10e+2]>',
      'List<Utf8>',
      'List<Binary>',
      'List<Timestamp<MICROSECOND, UTC>>',
      'List<Interval<MONTH_DAY_NANO>>',
      'List<Date32<DAY>>',
    ])
    const list = (name: string): unknown[] => [...(table.getChild(name)?.get(0) ?? [])]
    expect(list('c0')).toEqual([1, null, -2])
    expect(list('c2')).toEqual([true, false, null])
    expect(list('c5')).toEqual(CASES[5]?.value)
    expect(list('c9')).toEqual([])
    expect(table.getChild('c0')?.get(1)).toBeNull()
  })

  it('go into Parquet as they are, intervals in them as text', async () => {
    const [batch] = decodeBatches(await written('parquet'))
    expect([...(batch?.getChild('c8')?.get(0) ?? [])]).toEqual(['1 mon'])
    expect([...(batch?.getChild('c0')?.get(0) ?? [])]).toEqual([1, null, -2])
    expect(batch?.getChild('c8')?.get(1)).toBeNull()
  })
})
