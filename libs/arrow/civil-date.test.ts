import { describe, expect, it } from 'vitest'
import { civilFromDays, daysFromCivil } from './civil-date.ts'

describe('civil dates', () => {
  it('agrees with the calendar of JavaScript over 4000 years, day by day', () => {
    const first = Date.UTC(0, 0, 1) / 86_400_000
    for (let day = first - 700_000; day < first + 800_000; day += 1) {
      const expected = new Date(day * 86_400_000)
      const { year, month, day: dayOfMonth } = civilFromDays(day)
      if (
        year !== expected.getUTCFullYear() ||
        month !== expected.getUTCMonth() + 1 ||
        dayOfMonth !== expected.getUTCDate() ||
        daysFromCivil(year, month, dayOfMonth) !== day
      ) {
        expect.fail(`day ${day} became ${year}-${month}-${dayOfMonth}`)
      }
    }
  })

  it('knows the epoch and the ends of PostgreSQL dates', () => {
    expect(daysFromCivil(1970, 1, 1)).toBe(0)
    expect(civilFromDays(daysFromCivil(5_874_897, 12, 31))).toEqual({ year: 5_874_897, month: 12, day: 31 })
    expect(civilFromDays(daysFromCivil(-4712, 1, 1))).toEqual({ year: -4712, month: 1, day: 1 })
  })
})
