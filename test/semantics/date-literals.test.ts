import { afterAll, beforeAll, expect, test } from 'vitest'
import { DATE, type EngineType, INTERVAL, TIME, TIMESTAMP, TIMESTAMPTZ } from '#arrow'
import { parseLiteral } from '../../libs/query/binder/literals/parse-literal.ts'
import { isFault } from '../../libs/query/binder/literals/parsed.ts'
import { freshReferenceDatabase } from '../services/index.ts'
import { CLOCKS, DAYS, INTERVALS, ZONES } from './date-literals.cases.ts'
import { openReference, type Reference } from './support/reference.ts'

let reference: Reference

beforeAll(async () => {
  reference = await openReference((await freshReferenceDatabase()).url)
}, 120_000)

afterAll(() => reference.close())

/** The value of a text, in its canonical form by way of PostgreSQL, or the SQLSTATE of its refusal. */
async function wanted(text: string, typeName: string): Promise<string | null> {
  const answer = await reference.run(`select '${text.replaceAll("'", "''")}'::${typeName}::text`)
  return answer.kind === 'failure' ? answer.sqlState : (answer.rows[0]?.[0] ?? null)
}

async function ours(text: string, type: EngineType, typeName: string): Promise<string | null> {
  const parsed = parseLiteral(text, type, '2024-06-15T12:30:15.250Z')
  if (isFault(parsed)) return parsed.sqlState
  const [months, days, micros] = parsed.value.split(' ')
  const canonical = type.kind === 'interval' ? `${months} months ${days} days ${micros} microseconds` : parsed.value
  return wanted(
    type.kind === 'timestamptz' && !canonical.endsWith('infinity') ? `${canonical} +00` : canonical,
    typeName,
  )
}

async function differences(texts: readonly string[], type: EngineType, typeName: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const text of texts) {
    const [value, right] = [await ours(text, type, typeName), await wanted(text, typeName)]
    if (value !== right) found.push(`${JSON.stringify(text)} is ${value}, not ${right}`)
  }
  return found
}

const MOMENTS = DAYS.flatMap((day, index) => [
  day,
  ...CLOCKS.map((clock, place) => `${day} ${clock} ${ZONES[(index + place) % ZONES.length]}`),
])

test('dates and timestamps in every form are what PostgreSQL reads', async () => {
  expect(await differences(MOMENTS, DATE, 'date')).toEqual([])
  expect(await differences(MOMENTS, TIMESTAMP, 'timestamp')).toEqual([])
  expect(await differences(MOMENTS, TIMESTAMPTZ, 'timestamptz')).toEqual([])
}, 120_000)

test('times of day', async () => {
  const texts = CLOCKS.flatMap((clock, index) => [
    clock,
    `${clock} ${ZONES[index % ZONES.length]}`,
    `2024-07-01 ${clock}`,
  ])
  expect(await differences(texts, TIME, 'time')).toEqual([])
}, 120_000)

test('intervals', async () => {
  expect(await differences(INTERVALS, INTERVAL, 'interval')).toEqual([])
}, 120_000)
