import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshReferenceDatabase } from '../services/index.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { difference } from './support/outcome.ts'
import { openReference, type Reference } from './support/reference.ts'

const folder = mkdtempSync(join(tmpdir(), 'ajna-column-names-'))
const COLUMNS = ['id', 'q', 'p', 'part', 'x', 'json', 'given', 'item', 'word', 'digit']
const ROWS = [
  ['1', '7', '1.25', 'straße', '30.5', '{"a": [1, 2], "b": "x\\ny"}', '12', 'a1b2', 'ada lovelace', '#0x1F'],
  ['2', '-3', '-3.4', 'Maße', '60', '[1, 2, 3]', '-5', 'b2c3', 'grace HOPPER', '#0b101'],
]

/** What the kernel computes with variables of its own, over columns that might be taken for them. */
const STATEMENTS = [
  'select id, (q + 0.5) / (given + 0.25), (q * 1.5) / (given * 2.5) from named order by id',
  "select avg(p * interval '1 month 2 days'), sum(p * interval '5 days') from named",
  "select string_agg(part, word order by id), string_agg(part, ',' order by id) from named",
  "select id, regexp_instr(item, '[0-9]', 1, 2), regexp_replace(item, '[0-9]', '#', 1, 2) from named order by id",
  'select id, upper(part), initcap(word), casefold(part), reverse(part) from named order by id',
  'select id, sind(x), cosd(x), tand(x), x::int, round(x) from named order by id',
  "select id, to_jsonb(json) ->> 0, json_build_object('a', part, 'b', q) -> 'a', json_build_array(q, part) ->> -1 from named order by id",
  "select id, ltrim(digit, '#')::int from named order by id",
  "select id, (('{' || ltrim(digit, '#') || '}')::text[])::int[] from named order by id",
  "select id, to_json(json), encode(decode(item, 'escape'), 'escape'), encode(convert_to(part, 'UTF8'), 'escape') from named order by id",
  "select id, string_to_array(item, '1', 'a'), array_remove(string_to_array(item, null), 'a') from named order by id",
]

let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const lines = [COLUMNS, ...ROWS].map((row) => row.map(quoted).join(','))
  writeFileSync(join(folder, 'named.csv'), `${lines.join('\n')}\n`)
  const { url } = await freshReferenceDatabase()
  reference = await openReference(url)
  const types = ['int8', 'int8', 'float8', 'text', 'float8', 'text', 'int8', 'text', 'text', 'text']
  await reference.execute(`create table named (${COLUMNS.map((name, place) => `${name} ${types[place]}`).join(', ')})`)
  const rows = ROWS.map((row) => `(${row.map((value) => `'${value}'`).join(', ')})`)
  await reference.execute(`insert into named values ${rows.join(', ')}`)
  engine = await openEngine({ named: { type: 'file', format: 'csv', path: join(folder, 'named.csv') } })
}, 120_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
  rmSync(folder, { recursive: true })
})

test.each(STATEMENTS)('%s', async (sql) => {
  expect(
    difference(await engine.run(sql), await reference.run(sql), { ordered: true, numeric: 'scale' }),
  ).toBeUndefined()
})
