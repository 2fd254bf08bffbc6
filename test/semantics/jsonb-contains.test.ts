import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Prng, prngOf } from '../random/prng.ts'
import { freshReferenceDatabase } from '../services/index.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { difference } from './support/outcome.ts'
import { openReference, type Reference } from './support/reference.ts'

const KEYS = ['"a"', '"b"', '""', '"é"', '"x,]"', String.raw`"q\"}"`] as const
const SCALARS = [
  ...(['1', '1.0', '100', '1e2', '-0.50', 'null', 'true', 'false', '""', '"a"', '"é"', '"{[,:"'] as const),
  String.raw`"a\"b"`,
  String.raw`"\\"`,
  String.raw`"\n"`,
] as const
const DOCUMENTS = 200

/** Some JSON, nested so deep at most. */
function json(random: Prng, depth: number): string {
  const kind = depth === 0 ? 'scalar' : random.pick(['scalar', 'array', 'object'])
  if (kind === 'scalar') return random.pick(SCALARS)
  const values = Array.from({ length: random.below(4) }, () => json(random, depth - 1))
  if (kind === 'array') return `[${values.join(',')}]`
  return `{${values.map((value) => `${random.pick(KEYS)}:${value}`).join(',')}}`
}

let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const random = prngOf(1)
  const { url } = await freshReferenceDatabase()
  reference = await openReference(url)
  const rows = Array.from({ length: DOCUMENTS }, (_, id) => `(${id}, '${json(random, random.below(4))}')`)
  await reference.execute(`create table docs (id int, b jsonb); insert into docs values ${rows.join(', ')}`)
  engine = await openEngine({ current: { type: 'postgres', uri: url } })
}, 120_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
})

test.each([2, 3, 4, 5, 6])('the kernel finds jsonb in jsonb as PostgreSQL does, seed %i', async (seed) => {
  const random = prngOf(seed)
  const constants = Array.from({ length: 8 }, () => `'${json(random, random.below(4))}'`)
  const tests = constants.flatMap((constant) => [`b @> ${constant}`, `b <@ ${constant}`])
  const sql = `select id, ${tests.join(', ')} from docs`
  const wanted = await reference.run(sql)
  const ours = await engine.run(sql, { connection: 'current', pushdown: 'off' })
  expect(wanted.kind).toBe('rows')
  expect(difference(ours, wanted, { ordered: false, numeric: 'exact' })).toBeUndefined()
})
