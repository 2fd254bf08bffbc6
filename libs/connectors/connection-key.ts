import type { SourceConfig } from '#config'

/**
 * What two sources have in common when one statement can read both: server, database and user, or the file.
 * Holds no secret. File sources share nothing: each is a database of its own.
 */
export function connectionKey(config: SourceConfig): string {
  switch (config.type) {
    case 'postgres':
    case 'mysql': {
      const [user, host, database] = [config.username, config.host, config.database].map(encodeURIComponent)
      return `${config.type}://${user}@${host}:${config.port}/${database}`
    }
    case 'sqlite':
      return `sqlite:${config.path}`
    default:
      return `${config.type}:${config.name}`
  }
}
