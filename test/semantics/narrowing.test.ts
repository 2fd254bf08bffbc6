import { FLOAT_CONSTANTS, NARROWING, NARROWING_TABLES, OTHERS } from './narrowing.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'

answersAsPostgres({
  tables: NARROWING_TABLES,
  names: ['kept'],
  statements: [...NARROWING, ...FLOAT_CONSTANTS, ...OTHERS],
})
