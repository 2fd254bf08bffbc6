import { type AjnaError, AuthenticationError, ConnectionError, QueryError } from '#core'
import {
  address,
  driverFields,
  isOurs,
  networkFailure,
  property,
  type ServerPlace,
  unreachable,
} from '../source-failure.ts'

const SQLSTATE = /^[0-9A-Z]{5}$/
/** Out of resources, cannot connect now, serialization failure, deadlock, lock not available. */
const BUSY = /^(53...|57P03|40001|40P01|55P03)$/
/** Connection exceptions, and a server that shuts down or crashed. */
const LOST = /^(08...|57P01|57P02|57P05)$/
/** Messages of the driver itself, which carry no code. */
const DRIVER_LOST =
  /^(Connection terminated|timeout expired|Client has encountered a connection error|Client was closed)/
const DRIVER_AUTHENTICATION = /^SASL/
/** What the driver says when `N` answers its request for TLS. */
export const NO_TLS = 'The server does not support SSL connections'

/** An error of `pg` as one of ours; `sql` is the statement that ran, if one did. */
export function postgresFailure(error: unknown, place: ServerPlace, sql?: string): AjnaError {
  if (isOurs(error)) return error
  const fields = driverFields(error, place.password)
  const state =
    fields.code !== undefined && property(error, 'severity') !== undefined && SQLSTATE.test(fields.code)
      ? fields.code
      : undefined
  if (state !== undefined) return reportedFailure(state, fields.message, place, sql, error)
  const network = networkFailure(place, 'PostgreSQL', fields, error)
  if (network !== undefined) return network
  if (DRIVER_AUTHENTICATION.test(fields.message)) return refusedUser(place, 'no usable password', error)
  if (fields.message === NO_TLS) return withoutTls(place, error)
  if (DRIVER_LOST.test(fields.message))
    return unreachable(place, 'PostgreSQL', 'the connection was lost or not answered', error)
  return new QueryError('INTERNAL', `Source "${place.name}" at ${address(place)} failed in a way that is not known.`, {
    source: place.name,
    cause: error,
  })
}

function reportedFailure(
  state: string,
  message: string,
  place: ServerPlace,
  sql: string | undefined,
  cause: unknown,
): AjnaError {
  const detail = { source: place.name, sqlState: state, cause }
  const where = `Source "${place.name}" at ${address(place)}`
  if (state.startsWith('28')) return refusedUser(place, state, cause)
  if (state === '3D000') {
    return new QueryError('SOURCE_REJECTED', `${where} has no database "${place.database}"; check database.`, detail)
  }
  if (BUSY.test(state)) {
    return new ConnectionError('SOURCE_BUSY', `${where} is too busy for now (${state}): ${message}.`, {
      ...detail,
      retryable: true,
    })
  }
  if (LOST.test(state)) return unreachable(place, 'PostgreSQL', `${state} ${message}`, cause)
  if (state === '57014') return new QueryError('CANCELED', `${where} canceled the statement: ${message}.`, detail)
  const statement = sql === undefined ? detail : { ...detail, sql }
  const code = state.startsWith('22') ? 'DATA_ERROR' : 'SOURCE_REJECTED'
  return new QueryError(code, `${where} rejected the statement (${state}): ${message}.`, statement)
}

function refusedUser(place: ServerPlace, why: string, cause: unknown): AuthenticationError {
  return new AuthenticationError(
    `Source "${place.name}" at ${address(place)} refused user "${place.username}" (${why}); check username, password and database.`,
    { source: place.name, cause },
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
