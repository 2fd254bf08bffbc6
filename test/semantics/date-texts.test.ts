import { TEXT_STATEMENTS, TEXT_TABLES } from './date-texts.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'

answersAsPostgres({ tables: TEXT_TABLES, names: ['texts', 'bad_texts'], statements: TEXT_STATEMENTS })
