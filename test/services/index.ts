export type { RunningService, ServiceAddress } from './address.ts'
export { startMysql } from './mysql.ts'
export { startPostgres } from './postgres.ts'
export { startRedis } from './redis.ts'
export {
  freshMysqlDatabase,
  freshPostgresDatabase,
  freshRedisDatabase,
  freshReferenceDatabase,
  mysql,
  postgres,
  redis,
} from './run-services.ts'
