import { afterAll, beforeAll } from 'vitest'

/** Zones of the process under which every answer must be the same. */
export const ZONES = ['UTC', 'America/New_York', 'Pacific/Apia'] as const

/** Puts the process into a zone for the tests of a describe. */
export function inZone(zone: string): void {
  const before = process.env['TZ']
  beforeAll(() => {
    process.env['TZ'] = zone
  })
  afterAll(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })
}
