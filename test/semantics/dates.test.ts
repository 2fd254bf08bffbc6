import { ARITHMETIC, ENDLESS, FIELDS, MAKERS, MOMENT_TABLES, TRUNCATIONS } from './dates.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'

answersAsPostgres({
  tables: MOMENT_TABLES,
  names: ['moments', 'endless'],
  statements: [...FIELDS, ...TRUNCATIONS, ...ARITHMETIC, ...MAKERS, ...ENDLESS],
})
