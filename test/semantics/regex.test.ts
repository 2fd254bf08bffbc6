import { REFUSED_MATCH_ROWS, REFUSED_PATTERNS } from './regex.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { refusesUnpushed } from './support/refuses-unpushed.ts'
import { TEXT_TABLES } from './text.cases.ts'
import { TOPICS } from './topics.ts'

answersAsPostgres(TOPICS.regularExpressions)
refusesUnpushed({ tables: TEXT_TABLES, statements: [...REFUSED_PATTERNS, ...REFUSED_MATCH_ROWS] })
