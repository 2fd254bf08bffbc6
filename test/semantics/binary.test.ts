import { BINARY_TABLES, REFUSED_BINARY } from './binary.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { refusesUnpushed } from './support/refuses-unpushed.ts'
import { TOPICS } from './topics.ts'

answersAsPostgres(TOPICS.binary)
refusesUnpushed({ tables: BINARY_TABLES, statements: REFUSED_BINARY })
