import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUNDED_FLOATS } from './numbers.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { openEngine, type SemanticsEngine } from './support/engine.ts'
import { TOPICS } from './topics.ts'

answersAsPostgres(TOPICS.numbers)

describe('the plan decides the places', () => {
  answersAsPostgres(TOPICS.quotients)
})

describe('round(double, places), which PostgreSQL has not', () => {
  let engine: SemanticsEngine

  beforeAll(async () => {
    engine = await openEngine({})
  }, 120_000)

  afterAll(async () => {
    await engine?.close()
  })

  test.each(ROUNDED_FLOATS)('of %s to %i places is %s', async (value, places, rounded) => {
    const sql = `select round(x, ${places}) from (values (${value}::float8)) t(x)`
    expect(await engine.run(sql)).toMatchObject({ kind: 'rows', types: ['float64'], rows: [[rounded]] })
  })
})
