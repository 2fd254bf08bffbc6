import { type AjnaError, AuthenticationError, ConnectionError, QueryError } from '#core'
import {
  address,
  driverFields,
  isOurs,
  networkFailure,
  property,
  refusedCertificate,
  type ServerPlace,
  unreachable,
} from '../source-failure.ts'
import { RowTooLarge, WireFault } from './wire/wire-fault.ts'

/** KILL QUERY, by us or by someone at the server. */
export const INTERRUPTED = 1317
/** max_execution_time of MySQL and max_statement_time of MariaDB. */
export const TIMED_OUT: ReadonlySet<number> = new Set([3024, 1969])

/** ER_DBACCESS_DENIED, ER_ACCESS_DENIED, ER_ACCESS_DENIED_NO_PASSWORD, ER_NOT_SUPPORTED_AUTH_MODE, host blocked or not allowed. */
const REFUSED_USER: ReadonlySet<number> = new Set([1044, 1045, 1698, 1251, 1129, 1130, 1820, 1862, 4151])
/** Too many connections (server, user), out of resources, lock wait timeout, deadlock. */
const BUSY: ReadonlySet<number> = new Set([1040, 1203, 1226, 1041, 1037, 1038, 1205, 1213])
/** Server shutdown, aborted and killed connections, communication packets. */
const LOST: ReadonlySet<number> = new Set([1053, 1077, 1152, 1153, 1158, 1159, 1160, 1161, 1184, 1927, 3169])
/** Division by zero, out of range, wrong or truncated values: what the rows hold, not how the statement is written. */
const DATA: ReadonlySet<number> = new Set([1264, 1292, 1365, 1366, 1367, 1406, 1411, 1690, 3020, 3140, 3141, 4038])
const UNKNOWN_DATABASE = 1049

const DRIVER_LOST: ReadonlySet<string> = new Set(['PROTOCOL_CONNECTION_LOST', 'PROTOCOL_SEQUENCE_TIMEOUT'])
const NO_TLS: ReadonlySet<string> = new Set(['HANDSHAKE_NO_SSL_SUPPORT'])
const TLS_FAILED = 'HANDSHAKE_SSL_ERROR'
const CLOSED = /closed state|Pool is closed/

/** An error of `mysql2` as one of ours; `sql` is the statement that ran, if one did. */
export function mysqlFailure(error: unknown, place: ServerPlace, sql?: string): AjnaError {
  if (isOurs(error)) return error
  if (error instanceof WireFault)
    return unreachable(place, 'MySQL', `its answer cannot be read: ${error.message}`, error)
  if (error instanceof RowTooLarge) return rowTooLarge(error, place, sql)
  const fields = driverFields(error, place.password)
  const number = errorNumber(error)
  if (number !== undefined) return reportedFailure(number, fields.message, error, place, sql)
  const code = fields.code ?? ''
  if (NO_TLS.has(code)) return withoutTls(place, error)
  const inner = code === TLS_FAILED ? driverFields(Reflect.get(Object(error), 'cause'), place.password) : fields
  const network = networkFailure(place, 'MySQL', inner, error)
  if (network !== undefined) return network
  if (code === TLS_FAILED) return refusedCertificate(place, inner.code ?? code, error)
  if (DRIVER_LOST.has(code) || CLOSED.test(fields.message))
    return unreachable(place, 'MySQL', 'the connection was lost', error)
  return new QueryError('INTERNAL', `Source "${place.name}" at ${address(place)} failed in a way that is not known.`, {
    source: place.name,
    cause: error,
  })
}

/** True when the server offers no TLS at all. */
export function lacksTls(error: unknown): boolean {
  return NO_TLS.has(property(error, 'code') ?? '')
}

/** The server's own number of an error; network errors have a negative one. */
export function errorNumber(error: unknown): number | undefined {
  const number = Number(property(error, 'errno'))
  return Number.isInteger(number) && number > 0 && property(error, 'sqlState') !== undefined ? number : undefined
}

function reportedFailure(
  number: number,
  message: string,
  cause: unknown,
  place: ServerPlace,
  sql: string | undefined,
): AjnaError {
  const state = property(cause, 'sqlState')
  const detail = { source: place.name, cause, ...(state === undefined ? {} : { sqlState: state }) }
  const where = `Source "${place.name}" at ${address(place)}`
  if (REFUSED_USER.has(number)) {
    return new AuthenticationError(
      `${where} refused user "${place.username}" (${number}); check username, password and database.`,
      detail,
    )
  }
  if (number === UNKNOWN_DATABASE) {
    return new QueryError('SOURCE_REJECTED', `${where} has no database "${place.database}"; check database.`, detail)
  }
  if (BUSY.has(number)) {
    return new ConnectionError('SOURCE_BUSY', `${where} is too busy for now (${number}): ${message}.`, {
      ...detail,
      retryable: true,
    })
  }
  if (LOST.has(number)) return unreachable(place, 'MySQL', `${number} ${message}`, cause)
  if (number === INTERRUPTED) return new QueryError('CANCELED', `${where} canceled the statement: ${message}.`, detail)
  const code = DATA.has(number) ? 'DATA_ERROR' : 'SOURCE_REJECTED'
  return new QueryError(
    code,
    `${where} rejected the statement (${number}): ${message}.`,
    sql === undefined ? detail : { ...detail, sql },
  )
}

function rowTooLarge(error: RowTooLarge, place: ServerPlace, sql: string | undefined): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    `Source "${place.name}" at ${address(place)} sent a row of more than ${error.maxBytes} bytes; select less wide values.`,
    { source: place.name, cause: error, ...(sql === undefined ? {} : { sql }) },
  )
}

function withoutTls(place: ServerPlace, cause: unknown): ConnectionError {
  return new ConnectionError(
    'SOURCE_UNREACHABLE',
    `Source "${place.name}" at ${address(place)} does not offer TLS, which sslmode ${place.sslmode} asks for; ` +
      'switch TLS on there or set sslmode: disable.',
    { source: place.name, retryable: false, cause },
  )
}
