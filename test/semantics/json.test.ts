import { JSON_TABLES, REFUSED_JSON } from './json.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { refusesUnpushed } from './support/refuses-unpushed.ts'
import { TOPICS } from './topics.ts'

answersAsPostgres(TOPICS.json)
answersAsPostgres(TOPICS.jsonNumbers)
refusesUnpushed({ tables: JSON_TABLES, statements: REFUSED_JSON })
