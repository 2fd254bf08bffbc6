import { type AjnaError, ConnectionError, QueryError } from '#core'

/** What the server sends is not the protocol, or not the answer that was asked for; the connection is of no more use. */
export class ProtocolFault extends Error {}

/** A fault of the protocol as one of ours: another connection may work. */
export function brokenProtocol(source: string, fault: ProtocolFault): AjnaError {
  return new ConnectionError(
    'SOURCE_UNREACHABLE',
    `Source "${source}" sent what is not PostgreSQL's protocol (${fault.message}); the connection was closed.`,
    { source, retryable: true, cause: fault },
  )
}

/** A row of more bytes than are taken. */
export function rowTooLong(source: string, bytes: number, limit: number): AjnaError {
  return new QueryError(
    'DATA_ERROR',
    `Source "${source}" sent a row of ${bytes} bytes, more than the ${limit} a row may have; select less of its columns.`,
    { source },
  )
}
