import type { FileSourceConfig } from '#config'
import { type AjnaError, ConnectionError, QueryError } from '#core'
import { driverFields, isOurs } from '../source-failure.ts'

const KIND = /^([A-Za-z ]+?) Error: /
/** Faults of what the files hold. */
const DATA: ReadonlySet<string> = new Set(['Conversion', 'Out of Range'])
/** The class DuckDB gives to malformed text of its readers, among much else. */
const MALFORMED = /^Invalid Input Error: .*(CSV|JSON)/i
/** An error the statement raised on purpose: `error('22012: division by zero')`. */
const RAISED = /^Invalid Input Error: ([0-9A-Z]{5}): ?(.+)$/

/** An error of DuckDB as one of ours; `sql` is the statement that ran, if one did. */
export function fileFailure(error: unknown, config: FileSourceConfig, sql?: string): AjnaError {
  if (isOurs(error)) return error
  const { message } = driverFields(error, null)
  const kind = KIND.exec(message)?.[1] ?? ''
  const detail = { source: config.name, cause: error, ...(sql === undefined ? {} : { sql }) }
  const where = `Source "${config.name}" (${config.path})`
  const raised = RAISED.exec(message)
  if (raised !== null) {
    return new QueryError('DATA_ERROR', `${where}: ${raised[2] ?? ''}.`, { ...detail, sqlState: raised[1] ?? '' })
  }
  if (kind === 'IO') return unreadable(config, message.replace(KIND, ''), error)
  if (kind === 'Out of Memory') {
    return new QueryError(
      'RESOURCES_EXHAUSTED',
      `${where} needs more memory than it may have; select less of it.`,
      detail,
    )
  }
  const code = DATA.has(kind) || MALFORMED.test(message) ? 'DATA_ERROR' : 'SOURCE_REJECTED'
  return new QueryError(code, `${where} rejected the statement: ${message}.`, detail)
}

/** SOURCE_UNREACHABLE naming the path. */
export function unreadable(config: FileSourceConfig, why: string, cause?: unknown): ConnectionError {
  return new ConnectionError(
    'SOURCE_UNREACHABLE',
    `Source "${config.name}": ${config.path} cannot be read (${why}); check path and permissions on every worker.`,
    { source: config.name, retryable: false, cause },
  )
}
