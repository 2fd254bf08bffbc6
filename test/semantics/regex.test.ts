import { FAULTS, MATCHES, REFUSED_PATTERNS, TESTS } from './regex.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { refusesUnpushed } from './support/refuses-unpushed.ts'
import { TEXT_TABLES } from './text.cases.ts'

answersAsPostgres({ tables: TEXT_TABLES, names: ['texts'], statements: [...TESTS, ...MATCHES, ...FAULTS] })
refusesUnpushed({ tables: TEXT_TABLES, names: ['texts'], statements: REFUSED_PATTERNS })
