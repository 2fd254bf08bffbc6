import type { FileSourceConfig } from '#config'
import { type AjnaError, ConnectionError, QueryError } from '#core'
import { computingError } from '#dialects/duckdb-errors'
import { isOurs, property } from '../source-failure.ts'

const KIND = /^([A-Za-z ]+?) Error: /
/** Faults of what the files hold. */
const DATA: ReadonlySet<string> = new Set(['Conversion', 'Out of Range', 'Invalid Input', 'Serialization'])
const LOCKED = /the configuration has been locked/
/** What DuckDB says beside its advice about options, which are not the user's to set. */
const CSV_REASON = /^(CSV Error on Line: .*|Error when .*|Expected Number of Columns: .*|Value with .*)$/gm

/** An error of DuckDB as one of ours; `sql` is the statement that ran, if one did. */
export function fileFailure(error: unknown, config: FileSourceConfig, sql?: string): AjnaError {
  if (isOurs(error)) return error
  const said = property(error, 'message') ?? ''
  const kind = KIND.exec(said)?.[1] ?? ''
  const message = reasonOf(said.replace(KIND, ''))
  const detail = { source: config.name, cause: error, ...(sql === undefined ? {} : { sql }) }
  const where = `Source "${config.name}" (${config.path})`
  const computing = sql === undefined ? undefined : computingError(message)
  if (computing !== undefined) {
    return new QueryError('DATA_ERROR', `${where}: ${computing.message}.`, { ...detail, sqlState: computing.sqlState })
  }
  if (kind === 'IO') return unreadable(config, message, error)
  if (kind === 'Out of Memory') {
    return new QueryError(
      'RESOURCES_EXHAUSTED',
      `${where} needs more memory than it may have; select less of it.`,
      detail,
    )
  }
  if (DATA.has(kind) && !LOCKED.test(said)) {
    return new QueryError('DATA_ERROR', `${where} holds what cannot be read: ${message}.`, detail)
  }
  return new QueryError('SOURCE_REJECTED', `${where} rejected the statement: ${message}.`, detail)
}

/** The first line, or what is wrong with a line of CSV. */
function reasonOf(message: string): string {
  const reasons = message.match(CSV_REASON)
  return (reasons === null ? (message.split('\n')[0] ?? '') : reasons.join('; ')).replace(/[.\s]+$/, '')
}

/** SOURCE_UNREACHABLE naming the path. */
export function unreadable(config: FileSourceConfig, why: string, cause?: unknown): ConnectionError {
  return new ConnectionError(
    'SOURCE_UNREACHABLE',
    `Source "${config.name}": ${config.path} cannot be read (${why}); check path and permissions on every worker.`,
    { source: config.name, retryable: false, cause },
  )
}
