import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decimal, type EngineType, type Field, typeName } from '#arrow'
import type { Kernel, KernelPool } from './index.ts'
import { ipcOf, makePool, never, physicalRows, runAll, type Text, texts } from './testing.ts'

const int64 = ['0', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993']
const text = [
  '',
  'a',
  'twelve bytes',
  'thirteen byte',
  'é',
  '日本語の文字列です',
  '😀😀😀😀',
  'x'.repeat(70_000),
  'quote " and \' and \\',
  'line\nbreak\ttab',
]

/** Values of every type, with the text DuckDB prints for them where it differs from what went in. */
const CASES: readonly { type: EngineType; values: readonly string[]; printed?: readonly string[] }[] = [
  { type: { kind: 'boolean' }, values: ['true', 'false'] },
  { type: { kind: 'int16' }, values: ['0', '-32768', '32767'] },
  { type: { kind: 'int32' }, values: ['0', '-2147483648', '2147483647'] },
  { type: { kind: 'int64' }, values: int64 },
  { type: { kind: 'uint64' }, values: ['0', '18446744073709551615', '9223372036854775808'] },
  {
    type: { kind: 'float32' },
    values: ['0.5', '-1.25', 'NaN', 'Infinity', '-Infinity'],
    printed: ['0.5', '-1.25', 'nan', 'inf', '-inf'],
  },
  {
    type: { kind: 'float64' },
    values: ['0.1', '-1.5', 'NaN', '1.7976931348623157e+308'],
    printed: ['0.1', '-1.5', 'nan', '1.7976931348623157e+308'],
  },
  { type: decimal(4, 2), values: ['99.99', '-99.99', '0.01', '0.00'] },
  { type: decimal(9, 0), values: ['999999999', '-999999999', '7'] },
  { type: decimal(9, 9), values: ['0.999999999', '-0.000000001'], printed: ['.999999999', '-.000000001'] },
  { type: decimal(10, 3), values: ['9999999.999', '-9999999.999'] },
  { type: decimal(18, 2), values: ['9999999999999999.99', '-9999999999999999.99', '0.01'] },
  { type: decimal(19, 0), values: ['9999999999999999999', '-9999999999999999999'] },
  { type: decimal(38, 10), values: ['9999999999999999999999999999.9999999999', '-1.0000000001', '0.0000000000'] },
  { type: { kind: 'string' }, values: text },
  { type: { kind: 'json' }, values: ['{"a": 1.0, "b": null}', '[]', '"x"'] },
  { type: { kind: 'uuid' }, values: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'] },
  {
    type: { kind: 'binary' },
    values: ['\\x', '\\x00ff', `\\x${'80'.repeat(30)}`, '\\x414243'],
    printed: ['', '\\x00\\xFF', '\\x80'.repeat(30), 'ABC'],
  },
  { type: { kind: 'date' }, values: ['1970-01-01', '0001-01-01', '9999-12-31', '2024-02-29'] },
  { type: { kind: 'time' }, values: ['00:00:00', '23:59:59.999999', '12:34:56.5'] },
  {
    type: { kind: 'timestamp' },
    values: ['1970-01-01 00:00:00', '1969-12-31 23:59:59.999999', '2024-02-29 12:00:00.000001'],
  },
  {
    type: { kind: 'timestamptz' },
    values: ['2024-02-29 12:00:00+02', '1969-12-31 23:59:59.5+00'],
    printed: ['2024-02-29 10:00:00+00', '1969-12-31 23:59:59.5+00'],
  },
  {
    type: { kind: 'interval' },
    values: ['14 3 14706789000', '0 -1 0', '0 0 1'],
    printed: ['1 year 2 months 3 days 04:05:06.789', '-1 day', '00:00:00.000001'],
  },
]

const fields: readonly Field[] = CASES.map(({ type }, index) => ({ name: `c${index}`, type, nullable: true }))
const columns = fields.map(({ name }) => `"${name}"`).join(', ')

/** Row `row` of the test data: every third value NULL, each column out of step with the others. */
function rowOf(row: number, long: boolean): Text[] {
  return CASES.map(({ values }, column) => {
    if ((row + column) % 3 === 2) return null
    const value = values[(row * 7 + column) % values.length] ?? null
    return !long && value !== null && value.length > 1000 ? 'shortened but not inline' : value
  })
}

describe('a kernel gives back what was landed', () => {
  let pool: KernelPool
  let dispose: () => Promise<void>
  let kernel: Kernel

  beforeAll(async () => {
    const made = await makePool(2, 1000)
    pool = made.pool
    dispose = made.dispose
    kernel = await pool.open(2, never)
  })
  afterAll(async () => {
    await kernel.close()
    await dispose()
  })

  it.each(CASES)(
    '$type.kind $type.precision $type.scale: every value, as DuckDB reads it and byte by byte',
    async ({ type, values, printed }) => {
      const table = `t_${typeName(type).replaceAll(/[(),]/g, '_')}`
      const own: readonly Field[] = [{ name: 'Mixed "Name"', type, nullable: true }]
      const rows: Text[][] = [[null], ...values.map((value) => [value]), [null]]
      await kernel.createTable(table, own)
      const ipc = ipcOf(own, rows)
      const expected = physicalRows(own, ipc)
      await kernel.land(table, ipc)
      await kernel.createUnionView(`${table}_v`, [table], own)
      const back = await runAll(kernel, `SELECT "Mixed ""Name""" FROM "${table}_v"`, own)
      expect(back.flatMap((batch) => physicalRows(own, batch))).toEqual(expected)
      const shown = await texts(kernel, `SELECT "Mixed ""Name"""::VARCHAR FROM "${table}_v"`, 1)
      expect(shown).toEqual([[null], ...(printed ?? values).map((value) => [value]), [null]])
    },
  )

  it('keeps the order of many rows in several batches and tables', async () => {
    const counts = [131_072, 1, 2049, 0, 5000]
    let next = 0
    const all: (string | null)[][] = []
    for (const [index, count] of counts.entries()) {
      const rows = Array.from({ length: count }, () => rowOf(next++, next % 1000 === 0))
      const ipc = ipcOf(fields, rows)
      for (const row of physicalRows(fields, ipc)) all.push(row)
      if (index % 2 === 0) await kernel.createTable(`m${index}`, fields)
      await kernel.land(`m${index - (index % 2)}`, ipc)
    }
    await kernel.createUnionView('many', ['m0', 'm2', 'm4'], fields)
    const batches = await runAll(kernel, `SELECT ${columns} FROM many`, fields)
    const back = batches.map((batch) => physicalRows(fields, batch))
    expect(back.length).toBeGreaterThan(1)
    expect(Math.max(...back.map((rows) => rows.length))).toBeLessThanOrEqual(131_072)
    const flat = back.flat()
    expect(flat.length).toBe(next)
    for (const [row, values] of flat.entries()) {
      if (values.join() !== all[row]?.join()) expect(values, `row ${row}`).toEqual(all[row])
    }
  }, 120_000)

  it('reads strings in whatever order DuckDB holds them', async () => {
    const own: readonly Field[] = [{ name: 's', type: { kind: 'string' }, nullable: true }]
    const sql = `SELECT s FROM many2 ORDER BY hash(s), s`
    const rows = Array.from({ length: 30_000 }, (_, row): Text[] => [
      row % 11 === 0
        ? null
        : `${['日', 'é', '😀', 'x', ''].slice(0, row % 5).join('')}${(row * 7919) % 30_011}${'y'.repeat(row % 200)}`,
    ])
    await kernel.createTable('many2', own)
    await kernel.land('many2', ipcOf(own, rows))
    const back = (await texts(kernel, sql, 1)).map(([value]) => value ?? null)
    const expected = rows.map(([value]) => value ?? null)
    expect(back.length).toBe(expected.length)
    expect([...back].sort().join()).toBe([...expected].sort().join())
    const lengths = await texts(kernel, 'SELECT s FROM many2 WHERE length(s) > 12 ORDER BY s DESC', 1)
    const long = expected.filter((value) => value !== null && [...value].length > 12)
    const bytewise = (a: Text, b: Text): number => Buffer.compare(Buffer.from(b ?? ''), Buffer.from(a ?? ''))
    expect(lengths.map(([value]) => value ?? null)).toEqual(long.sort(bytewise))
  })

  it('keeps NULLs in their rows when filters leave chunks of any size', async () => {
    const own: readonly Field[] = ['int32', 'boolean', 'string'].map((kind) => {
      return { name: kind, type: { kind } as EngineType, nullable: true }
    })
    const rows = Array.from({ length: 20_000 }, (_, row): Text[] => {
      const isSparse = row % 6000 < 3000
      const text = (row * 7) % 5 === 0 && isSparse ? null : `value number ${row}`
      return [String(row), row % 7 === 0 && isSparse ? null : String(row % 3 === 0), text]
    })
    await kernel.createTable('sparse', own)
    await kernel.land('sparse', ipcOf(own, rows))
    const batches = await runAll(kernel, 'SELECT * FROM sparse WHERE hash(int32) % 3 < 2', own)
    const back = batches.flatMap((batch) => physicalRows(own, batch))
    const all = new Map(physicalRows(own, ipcOf(own, rows)).map((row) => [row[0], row]))
    expect(back.length).toBeGreaterThan(10_000)
    for (const row of back) if (row.join() !== all.get(row[0] ?? '')?.join()) expect.fail(`row ${row}`)
  })

  it('answers an empty result with one empty batch', async () => {
    await kernel.createUnionView('nothing', [], fields)
    const batches = await runAll(kernel, `SELECT ${columns} FROM nothing`, fields)
    expect(batches.length).toBe(1)
    expect(batches.flatMap((batch) => physicalRows(fields, batch))).toEqual([])
  })

  it('binds parameters of every type as values of that type', async () => {
    const literals = CASES.map(({ type, values }) => ({
      kind: 'literal' as const,
      type,
      value: canonical(type, values[0] ?? ''),
    }))
    const sql = `SELECT ${CASES.map((_, index) => `$${index + 1} AS p${index}`).join(', ')}`
    const batches = await runAll(kernel, sql, fields, literals)
    const expected = physicalRows(fields, ipcOf(fields, [CASES.map(({ values }) => values[0] ?? null)]))
    expect(batches.flatMap((batch) => physicalRows(fields, batch))).toEqual(expected)
    const nulls = CASES.map(({ type }) => ({ kind: 'literal' as const, type, value: null }))
    const allNull = await texts(
      kernel,
      `SELECT ${CASES.map((_, index) => `$${index + 1}::VARCHAR`).join(', ')}`,
      CASES.length,
      nulls,
    )
    expect(allNull).toEqual([CASES.map(() => null)])
  })
})

function canonical(type: EngineType, value: string): string {
  if (type.kind === 'binary') return value.slice(2)
  if (type.kind === 'timestamptz') return '2024-02-29 10:00:00.000000'
  return value
}
