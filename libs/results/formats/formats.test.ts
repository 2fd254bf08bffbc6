import { tableFromIPC } from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { BatchBuilder, decimal, decodeBatches, type EngineType, encodeBatch, type Field } from '#arrow'
import { formatResult, readRows, type StoredRows, type StreamFormat, toDicts } from '../index.ts'
import { intervalText } from './time-text.ts'

type Text = string | null

interface Case {
  readonly type: EngineType
  readonly stored: readonly Text[]
  readonly text: readonly Text[]
  /** JSON text with numbers as strings; where it is not just the quoted text. */
  readonly json?: readonly string[]
}

const CASES: readonly Case[] = [
  {
    type: { kind: 'boolean' },
    stored: ['true', 'false', null],
    text: ['true', 'false', null],
    json: ['true', 'false', 'null'],
  },
  { type: { kind: 'int16' }, stored: ['-32768', '0', '7'], text: ['-32768', '0', '7'], json: ['-32768', '0', '7'] },
  {
    type: { kind: 'int32' },
    stored: ['-2147483648', null, '1'],
    text: ['-2147483648', null, '1'],
    json: ['-2147483648', 'null', '1'],
  },
  {
    type: { kind: 'int64' },
    stored: ['-9223372036854775808', '9223372036854775807', '9007199254740993'],
    text: ['-9223372036854775808', '9223372036854775807', '9007199254740993'],
  },
  { type: { kind: 'int64' }, stored: ['-1', '4294967296', '-4294967297'], text: ['-1', '4294967296', '-4294967297'] },
  {
    type: { kind: 'uint64' },
    stored: ['18446744073709551615', '0', '4294967295'],
    text: ['18446744073709551615', '0', '4294967295'],
  },
  {
    type: { kind: 'float32' },
    stored: ['0.1', '16777216', '3.4028235e38'],
    text: ['0.1', '16777216', '3.4028235e+38'],
    json: ['0.1', '16777216', '3.4028235e+38'],
  },
  {
    type: { kind: 'float64' },
    stored: ['0.1', 'NaN', '-Infinity'],
    text: ['0.1', 'NaN', '-Infinity'],
    json: ['0.1', '"NaN"', '"-Infinity"'],
  },
  {
    type: { kind: 'float64' },
    stored: ['-0', 'Infinity', '1e21'],
    text: ['-0', 'Infinity', '1e+21'],
    json: ['-0', '"Infinity"', '1e+21'],
  },
  { type: decimal(15, 2), stored: ['-0.05', '1234567890123.45', '0.00'], text: ['-0.05', '1234567890123.45', '0.00'] },
  { type: decimal(3, 3), stored: ['-0.999', '0.001', null], text: ['-0.999', '0.001', null] },
  {
    type: decimal(18, 0),
    stored: ['999999999999999999', '-999999999999999999', null],
    text: ['999999999999999999', '-999999999999999999', null],
  },
  {
    type: decimal(38, 4),
    stored: ['-9999999999999999999999999999999999.9999', '0.0001', '-0.0001'],
    text: ['-9999999999999999999999999999999999.9999', '0.0001', '-0.0001'],
  },
  { type: { kind: 'string' }, stored: ['', 'a "b", c\r\n😀', null], text: ['', 'a "b", c\r\n😀', null] },
  { type: { kind: 'json' }, stored: ['{"a": 1.0}', 'null', null], text: ['{"a": 1.0}', 'null', null] },
  {
    type: { kind: 'uuid' },
    stored: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', null, null],
    text: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', null, null],
  },
  { type: { kind: 'binary' }, stored: ['\\x00ff10', '\\x', null], text: ['AP8Q', '', null] },
  {
    type: { kind: 'date' },
    stored: ['2024-02-29', '1969-12-31', '0001-01-01'],
    text: ['2024-02-29', '1969-12-31', '0001-01-01'],
  },
  {
    type: { kind: 'time' },
    stored: ['00:00:00', '23:59:59.999999', '12:00:00.5'],
    text: ['00:00:00', '23:59:59.999999', '12:00:00.5'],
  },
  {
    type: { kind: 'timestamp' },
    stored: ['2024-01-02 03:04:05.678901', '1969-12-31 23:59:59.999999', '12024-01-02 00:00:00'],
    text: ['2024-01-02T03:04:05.678901', '1969-12-31T23:59:59.999999', '12024-01-02T00:00:00'],
  },
  {
    type: { kind: 'timestamptz' },
    stored: ['2024-01-02 03:04:05.6+02', '1970-01-01 00:00:00+00', null],
    text: ['2024-01-02T01:04:05.6Z', '1970-01-01T00:00:00Z', null],
  },
  {
    type: { kind: 'interval' },
    stored: ['14 -3 14706789000', '0 0 0', null],
    text: ['1 year 2 mons -3 days +04:05:06.789', '00:00:00', null],
  },
]

const FIELDS: readonly Field[] = CASES.map(({ type }, index) => ({ name: `c${index}`, type, nullable: true }))
const ROWS = [0, 1, 2].map((row) => CASES.map(({ stored }) => stored[row] ?? null))

/** A stored result; each list of rows is one part. */
function stored(
  fields: readonly Field[],
  ...parts: (readonly (readonly Text[])[])[]
): StoredRows & { opened: string[] } {
  const bodies = new Map<string, Uint8Array<ArrayBuffer>>()
  const opened: string[] = []
  let offset = 0
  const described = parts.map((rows, index) => {
    const name = `p${index}`
    const ipc = ipcOf(fields, rows)
    bodies.set(name, ipc)
    offset += rows.length
    return { name, row_offset: offset - rows.length, rows: rows.length, bytes: ipc.byteLength, crc32: '' }
  })
  return {
    fields,
    parts: described,
    opened,
    async read({ name }) {
      opened.push(name)
      return bodies.get(name) ?? new Uint8Array(0)
    },
  }
}

function ipcOf(fields: readonly Field[], rows: readonly (readonly Text[])[]): Uint8Array<ArrayBuffer> {
  const builder = new BatchBuilder('test', fields)
  for (const row of rows) {
    builder.columns.forEach((column, index) => {
      const text = row[index] ?? null
      if (text === null) column.appendNull()
      else column.appendText(text)
    })
    builder.endRow()
  }
  return encodeBatch(builder.take())
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function written(
  rows: StoredRows,
  format: StreamFormat,
  numbers: 'string' | 'number' = 'string',
): Promise<Buffer> {
  const options = { numbers, signal: new AbortController().signal, parquetWriter: keepParts }
  return collect(formatResult(rows, format, options))
}

const handedOver: Uint8Array[] = []

async function* keepParts(fields: readonly Field[], batches: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const batch of batches) handedOver.push(batch)
  yield Buffer.from(JSON.stringify(fields.map(({ type }) => type.kind)))
}

describe('text of every type', () => {
  it.each(CASES.map((one, index) => ({ ...one, index })))(
    '$type.kind $stored.0',
    async ({ type, stored: values, text, json }) => {
      const fields: readonly Field[] = [{ name: 'v', type, nullable: true }]
      const rows = stored(
        fields,
        values.map((value) => [value]),
      )
      const shown = json ?? text.map((value) => JSON.stringify(value))
      expect((await readRows(rows, 1, 10)).rowsJson).toBe(`[${shown.map((value) => `[${value}]`).join(',')}]`)
      expect((await written(rows, 'ndjson')).toString()).toBe(shown.map((value) => `{"v":${value}}\n`).join(''))
      const cells = text.map((value) => {
        if (value === null) return ''
        return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
      })
      expect((await written(rows, 'csv')).toString()).toBe(['v', ...cells, ''].join('\r\n'))
    },
  )

  it('writes numbers in full when asked', async () => {
    const fields: readonly Field[] = [
      { name: 'i', type: { kind: 'int64' }, nullable: true },
      { name: 'd', type: decimal(38, 2), nullable: true },
    ]
    const rows = stored(fields, [
      ['9223372036854775807', '-123456789012345678901234.50'],
      [null, null],
    ])
    const expected = '[9223372036854775807,-123456789012345678901234.50]'
    expect((await readRows(rows, 1, 10, 'number')).rowsJson).toBe(`[${expected},[null,null]]`)
    expect((await written(rows, 'ndjson', 'number')).toString()).toBe(
      '{"i":9223372036854775807,"d":-123456789012345678901234.50}\n{"i":null,"d":null}\n',
    )
  })

  it.each([
    [0, 0, 0n, '00:00:00'],
    [1, 1, 1_000_000n, '1 mon 1 day 00:00:01'],
    [-13, 0, 0n, '-1 years -1 mons'],
    [-1, 1, -1n, '-1 mons +1 day -00:00:00.000001'],
    [0, -1, 3_600_000_000n, '-1 days +01:00:00'],
    [12, 0, 900_000_000_000_000_000n, '1 year 250000000:00:00'],
    [0, 0, -9_223_372_036_854_775_808n, '-2562047788:00:54.775808'],
  ])('prints the interval %i months %i days %i microseconds as PostgreSQL does', (months, days, micros, expected) => {
    expect(intervalText(months, days, micros)).toBe(expected)
  })
})

describe('pages', () => {
  const fields: readonly Field[] = [{ name: 'n', type: { kind: 'int32' }, nullable: false }]
  const part = (from: number, to: number): Text[][] =>
    Array.from({ length: to - from }, (_, row) => [String(from + row)])

  it('opens only the parts that hold the page', async () => {
    const rows = stored(fields, part(0, 5), part(5, 10), part(10, 12))
    expect(await readRows(rows, 2, 4)).toEqual({ rowsJson: '[[4],[5],[6],[7]]', rowCount: 4, nextPage: 3 })
    expect(rows.opened).toEqual(['p0', 'p1'])
    expect(await readRows(rows, 3, 4)).toEqual({ rowsJson: '[[8],[9],[10],[11]]', rowCount: 4, nextPage: null })
    expect(await readRows(rows, 4, 4)).toEqual({ rowsJson: '[]', rowCount: 0, nextPage: null })
    expect(rows.opened).toEqual(['p0', 'p1', 'p1', 'p2'])
  })

  it('has every row once, whatever the page size', async () => {
    const rows = stored(fields, part(0, 100), part(100, 100), part(100, 307))
    for (const size of [1, 7, 100, 307, 1000]) {
      const seen: number[][] = []
      let page: number | null = 1
      while (page !== null) {
        const { rowsJson, nextPage }: { rowsJson: string; nextPage: number | null } = await readRows(rows, page, size)
        seen.push(...(JSON.parse(rowsJson) as number[][]))
        page = nextPage
      }
      expect(seen.map(([value]) => value)).toEqual(Array.from({ length: 307 }, (_, row) => row))
    }
  })

  it('streams many rows of many parts in order', async () => {
    const rows = stored(fields, part(0, 5000), part(5000, 5001), part(5001, 9000))
    const lines = (await written(rows, 'csv')).toString().split('\r\n')
    expect(lines).toEqual(['n', ...Array.from({ length: 9000 }, (_, row) => String(row)), ''])
  })
})

describe('names', () => {
  const fields: readonly Field[] = ['a "b",c', '__proto__', 'é'].map((name) => ({
    name,
    type: { kind: 'int32' },
    nullable: true,
  }))

  it('are quoted where needed and safe as keys', async () => {
    const rows = stored(fields, [['1', '2', '3']])
    expect((await written(rows, 'csv')).toString()).toBe('"a ""b"",c",__proto__,é\r\n1,2,3\r\n')
    expect((await written(rows, 'ndjson')).toString()).toBe('{"a \\"b\\",c":1,"__proto__":2,"é":3}\n')
    const [dict = {}] = toDicts(fields, ipcOf(fields, [['1', '2', '3']]))
    expect(Object.entries(dict)).toEqual([
      ['a "b",c', 1],
      ['__proto__', 2],
      ['é', 3],
    ])
  })

  it('must differ where rows are objects', async () => {
    const twice = [...fields, ...fields]
    await expect(written(stored(twice, []), 'ndjson')).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    const byCase: readonly Field[] = ['id', 'ID'].map((name) => ({ name, type: { kind: 'int32' }, nullable: true }))
    await expect(written(stored(byCase, []), 'parquet')).rejects.toThrow('Columns 1 and 2 are both named "ID"')
    expect((await written(stored(byCase, [['1', '2']]), 'ndjson')).toString()).toBe('{"id":1,"ID":2}\n')
  })
})

describe('dicts', () => {
  it('hold every type without loss', () => {
    const [first = {}] = toDicts(FIELDS, ipcOf(FIELDS, ROWS))
    expect(Object.values(first)).toEqual([
      true,
      -32768,
      -2147483648,
      -9223372036854775808n,
      -1n,
      18446744073709551615n,
      0.1,
      0.1,
      -0,
      '-0.05',
      '-0.999',
      '999999999999999999',
      '-9999999999999999999999999999999999.9999',
      '',
      '{"a": 1.0}',
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      new Uint8Array([0, 255, 16]),
      '2024-02-29',
      '00:00:00',
      '2024-01-02T03:04:05.678901',
      '2024-01-02T01:04:05.6Z',
      '1 year 2 mons -3 days +04:05:06.789',
    ])
    expect(Object.values(toDicts(FIELDS, ipcOf(FIELDS, [CASES.map(() => null)]))[0] ?? {})).toEqual(
      CASES.map(() => null),
    )
  })
})

describe('arrow', () => {
  it('is one stream in public types with the same values', async () => {
    const rows = stored(FIELDS, ROWS, [], [...ROWS, ...ROWS])
    const table = tableFromIPC(await written(rows, 'arrow'))
    expect(table.numRows).toBe(9)
    const types = Object.fromEntries(table.schema.fields.map(({ name, type }) => [name, String(type)]))
    expect(types['c9']).toBe('Decimal[15e+2]')
    expect(types['c12']).toBe('Decimal[38e+4]')
    expect(types['c20']).toBe('Timestamp<MICROSECOND, UTC>')
    expect(types['c21']).toBe('Interval<MONTH_DAY_NANO>')
    const values = (name: string): unknown[] =>
      Array.from({ length: 3 }, (_, row) => table.getChild(name)?.get(row + 3))
    expect(values('c3')).toEqual([-9223372036854775808n, 9223372036854775807n, 9007199254740993n])
    expect(values('c9').map((words) => unscaled(words))).toEqual([-5n, 123456789012345n, 0n])
    expect(values('c10').map((words) => unscaled(words))).toEqual([-999n, 1n, null])
    expect(values('c12').map((words) => unscaled(words))).toEqual([-99999999999999999999999999999999999999n, 1n, -1n])
    expect(values('c13')).toEqual(['', 'a "b", c\r\n😀', null])
    expect(values('c0')).toEqual([true, false, null])
    expect(Array.from(values('c21')[0] as Int32Array)).toEqual([14, -3, ...halves(14_706_789_000_000n)])
    expect(values('c21')[2]).toBeNull()
  })

  it('refuses an interval that nanoseconds cannot hold', async () => {
    const fields: readonly Field[] = [{ name: 'long', type: { kind: 'interval' }, nullable: true }]
    const rows = stored(fields, [['0 0 9300000000000000']])
    await expect(written(rows, 'arrow')).rejects.toMatchObject({ code: 'DATA_ERROR' })
  })

  it('is a valid stream when there are no rows', async () => {
    const table = tableFromIPC(await written(stored(FIELDS, []), 'arrow'))
    expect(table.numRows).toBe(0)
    expect(table.schema.fields.length).toBe(FIELDS.length)
  })
})

describe('parquet', () => {
  it('hands intervals over as text and everything else as stored', async () => {
    const rows = stored(FIELDS, ROWS)
    const kinds = JSON.parse((await written(rows, 'parquet')).toString()) as string[]
    expect(kinds).toEqual(FIELDS.map(({ type }) => (type.kind === 'interval' ? 'string' : type.kind)))
    const [batch] = decodeBatches(handedOver.at(-1) ?? new Uint8Array(0))
    expect(Array.from({ length: 3 }, (_, row) => batch?.getChild('c21')?.get(row))).toEqual([
      '1 year 2 mons -3 days +04:05:06.789',
      '00:00:00',
      null,
    ])
    expect(batch?.getChild('c3')?.get(1)).toBe(9223372036854775807n)
    expect(batch?.getChild('c0')?.get(2)).toBeNull()
  })
})

function unscaled(words: unknown): bigint | null {
  if (!(words instanceof Uint32Array)) return null
  const view = new BigUint64Array(words.slice().buffer)
  return (BigInt.asIntN(64, view[1] ?? 0n) << 64n) + (view[0] ?? 0n)
}

function halves(value: bigint): number[] {
  return [Number(BigInt.asIntN(32, value)), Number(value >> 32n)]
}
