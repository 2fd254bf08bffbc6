import { MOMENT_TABLES } from './dates.cases.ts'
import { INTERVAL_STATEMENTS } from './intervals.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'

answersAsPostgres({ tables: MOMENT_TABLES, names: ['moments'], statements: INTERVAL_STATEMENTS })
