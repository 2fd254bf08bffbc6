import { JSON_MADE, JSON_READ, JSON_TABLES, JSONB, REFUSED_JSON } from './json.cases.ts'
import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { refusesUnpushed } from './support/refuses-unpushed.ts'

answersAsPostgres({ tables: JSON_TABLES, names: ['docs'], statements: [...JSON_READ, ...JSONB, ...JSON_MADE] })
refusesUnpushed({ tables: JSON_TABLES, names: ['docs'], statements: REFUSED_JSON })
