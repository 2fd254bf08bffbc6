import { answersAsPostgres } from './support/answers-as-postgres.ts'
import { TOPICS } from './topics.ts'

answersAsPostgres(TOPICS.narrowing)
