import { describe } from 'vitest'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { TOPICS } from './topics.ts'

/** The zone of the process must not show in any answer: it is set before the engine starts its threads. */
describe.each(['UTC', 'America/New_York', 'Pacific/Apia'])('a process in %s', (zone) => {
  answersAsPostgres({
    ...TOPICS.zones,
    beforeOpening: () => {
      process.env['TZ'] = zone
    },
  })
})
