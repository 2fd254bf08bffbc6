import { PRINTED, READ } from './date-formats.cases.ts'
import { MOMENT_TABLES } from './dates.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'

answersAsPostgres({ tables: MOMENT_TABLES, names: ['moments', 'endless'], statements: [...PRINTED, ...READ] })
