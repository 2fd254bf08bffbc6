import { describe, expect, test } from 'vitest'
import { MOMENTS_BEYOND, NUMBERS_BEYOND, OVERFLOW_TABLES } from './overflow.cases.ts'
import { enginesOver } from './support/engines-over.ts'
import { difference, type Outcome } from './support/outcome.ts'

const engines = enginesOver(OVERFLOW_TABLES, ['ends', 'moments'])

/** A sentence of ours begins and ends as one. */
function said(outcome: Outcome): string | undefined {
  if (outcome.kind === 'rows') return undefined
  const text = outcome.message.replace(/\.$/, '')
  return text.charAt(0).toLowerCase() + text.slice(1)
}

describe('what leaves its type fails with the SQLSTATE and the words of PostgreSQL, and what does not is answered', () => {
  test.concurrent.each([...NUMBERS_BEYOND, ...MOMENTS_BEYOND])('%s', async (sql) => {
    const { reference, engine } = engines()
    const wanted = await reference.run(sql)
    const ours = await engine.run(sql, { pushdown: 'off' })
    expect(difference(ours, wanted, { ordered: true, numeric: 'scale' })).toBeUndefined()
    expect(said(ours)).toBe(said(wanted))
  })
})

describe('pushed, it fails with the same SQLSTATE', () => {
  test.concurrent.each([...NUMBERS_BEYOND, ...MOMENTS_BEYOND])('%s', async (sql) => {
    const { reference, engine } = engines()
    const ours = await engine.run(sql, { pushdown: 'auto' })
    expect(difference(ours, await reference.run(sql), { ordered: true, numeric: 'scale' })).toBeUndefined()
  })
})
