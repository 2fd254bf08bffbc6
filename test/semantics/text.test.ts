import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { refusesUnpushed } from './support/refuses-unpushed.ts'
import { REFUSED_TEXT, TEXT, TEXT_TABLES } from './text.cases.ts'

answersAsPostgres({ tables: TEXT_TABLES, names: ['texts'], statements: TEXT })
refusesUnpushed({ tables: TEXT_TABLES, names: ['texts'], statements: REFUSED_TEXT })
