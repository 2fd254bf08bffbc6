import { NARROWING, NARROWING_TABLES } from './narrowing.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'

answersAsPostgres({ tables: NARROWING_TABLES, names: ['kept'], statements: NARROWING })
