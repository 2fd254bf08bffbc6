import { describe } from 'vitest'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { ZONE_STATEMENTS, ZONE_TABLES } from './zones.cases.ts'

/** The zone of the process must not show in any answer: it is set before the engine starts its threads. */
describe.each(['UTC', 'America/New_York', 'Pacific/Apia'])('a process in %s', (zone) => {
  answersAsPostgres({
    tables: ZONE_TABLES,
    names: ['instants'],
    statements: ZONE_STATEMENTS,
    beforeOpening: () => {
      process.env['TZ'] = zone
    },
  })
})
