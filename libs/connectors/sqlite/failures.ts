import type { SqliteSourceConfig } from '#config'
import { type AjnaError, ConnectionError, QueryError } from '#core'
import { driverFields, isOurs, property } from '../source-failure.ts'

/** Primary result codes, sqlite.org/rescode. */
const BUSY: ReadonlySet<number> = new Set([5, 6])
const CANNOT_OPEN: ReadonlySet<number> = new Set([3, 10, 14])
const NOT_A_DATABASE: ReadonlySet<number> = new Set([11, 26])

/** An error of node:sqlite as one of ours; `sql` is the statement that ran, if one did. */
export function sqliteFailure(error: unknown, config: SqliteSourceConfig, sql?: string): AjnaError {
  if (isOurs(error)) return error
  const { message } = driverFields(error, null)
  const code = Number(property(error, 'errcode') ?? Number.NaN) & 0xff
  const detail = { source: config.name, cause: error }
  const where = `Source "${config.name}" (${config.path})`
  if (BUSY.has(code)) {
    return new ConnectionError('SOURCE_BUSY', `${where} is locked by a writer for now: ${message}.`, {
      ...detail,
      retryable: true,
    })
  }
  if (CANNOT_OPEN.has(code)) {
    return new ConnectionError(
      'SOURCE_UNREACHABLE',
      `${where} cannot be read: ${message}; check path and permissions.`,
      {
        ...detail,
        retryable: false,
      },
    )
  }
  if (NOT_A_DATABASE.has(code)) {
    return new ConnectionError(
      'SOURCE_UNREACHABLE',
      `${where} is not a sound SQLite database: ${message}; check path.`,
      {
        ...detail,
        retryable: false,
      },
    )
  }
  return new QueryError(
    'SOURCE_REJECTED',
    `${where} rejected the statement: ${message}.`,
    sql === undefined ? detail : { ...detail, sql },
  )
}
