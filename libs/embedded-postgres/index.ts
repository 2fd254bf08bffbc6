export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.ts'
export { freePort, startEmbeddedPostgres } from './embedded-postgres.ts'
