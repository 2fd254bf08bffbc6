import { ORDERED_SETS, PLAIN_AGGREGATES, SPREADS } from './aggregates.cases.ts'
import { NUMBER_TABLES } from './numbers.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'

answersAsPostgres({
  tables: NUMBER_TABLES,
  names: ['nums'],
  statements: [...PLAIN_AGGREGATES, ...SPREADS, ...ORDERED_SETS],
  numeric: 'scale',
})
