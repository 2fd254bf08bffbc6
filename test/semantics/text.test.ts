import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { refusesUnpushed } from './support/refuses-unpushed.ts'
import { REFUSED_TEXT, TEXT_TABLES } from './text.cases.ts'
import { TOPICS } from './topics.ts'

answersAsPostgres(TOPICS.text)
refusesUnpushed({ tables: TEXT_TABLES, statements: REFUSED_TEXT })
