import { BINARY, BINARY_TABLES, REFUSED_BINARY } from './binary.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { refusesUnpushed } from './support/refuses-unpushed.ts'

answersAsPostgres({ tables: BINARY_TABLES, names: ['bytes'], statements: BINARY })
refusesUnpushed({ tables: BINARY_TABLES, names: ['bytes'], statements: REFUSED_BINARY })
