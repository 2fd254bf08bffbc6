import type { SslMode } from '#config'
import { AjnaError, ConfigurationError, ConnectionError } from '#core'

/** The server of a source, as errors speak of it. */
export interface ServerPlace {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: string | null
  readonly sslmode: SslMode
}

/** What an error of a driver says in fields, read without trust. */
export interface DriverFields {
  readonly code: string | undefined
  readonly message: string
}

/** Code and first line of the message; a message that repeats the password is masked. */
export function driverFields(error: unknown, password: string | null): DriverFields {
  const code = property(error, 'code')
  const message =
    (error instanceof AggregateError ? property(error.errors[0], 'message') : property(error, 'message')) ?? ''
  const line = message.split('\n')[0] ?? ''
  return { code, message: password === null || password === '' ? line : line.replaceAll(password, '***') }
}

/** A field of an unknown value, as text. */
export function property(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined
  const field: unknown = Reflect.get(value, name)
  return typeof field === 'string' || typeof field === 'number' ? String(field) : undefined
}

/** Codes of Node.js for a network that did not carry us there, or not any further. */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
  'EADDRNOTAVAIL',
])

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/

/** The failure of the network or of TLS, or undefined when the code is neither's. */
export function networkFailure(
  place: ServerPlace,
  product: string,
  fields: DriverFields,
  cause: unknown,
): AjnaError | undefined {
  const { code } = fields
  if (code === undefined) return undefined
  if (NETWORK_CODES.has(code)) return unreachable(place, product, code, cause)
  return TLS_CODE.test(code) ? refusedCertificate(place, code, cause) : undefined
}

/** The server's TLS certificate is not one that the source's sslmode accepts. */
export function refusedCertificate(place: ServerPlace, code: string, cause: unknown): ConnectionError {
  return new ConnectionError(
    'SOURCE_UNREACHABLE',
    `Source "${place.name}" at ${address(place)} offered a TLS certificate that sslmode ${place.sslmode} does not accept ` +
      `(${code}); check sslmode, sslrootcert and the host's name.`,
    { source: place.name, retryable: false, cause },
  )
}

/** SOURCE_UNREACHABLE: worth another try. */
export function unreachable(place: ServerPlace, product: string, why: string, cause: unknown): ConnectionError {
  return new ConnectionError(
    'SOURCE_UNREACHABLE',
    `Source "${place.name}" cannot be reached at ${address(place)} (${why}); ` +
      `check that ${product} runs there and that host, port and sslmode are right.`,
    { source: place.name, retryable: true, cause },
  )
}

/** `host:port`. */
export function address(place: ServerPlace): string {
  return `${place.host}:${place.port}`
}

/** The authorities of `sslrootcert`. @throws ConfigurationError when the file cannot be read */
export function readAuthorities(source: string, path: string, read: (path: string) => string): string {
  try {
    return read(path)
  } catch (cause) {
    throw new ConfigurationError(
      `Source "${source}": the file of sslrootcert, ${path}, cannot be read; check the path.`,
      {
        source,
        cause,
      },
    )
  }
}

/** True for an error that already says all it should. */
export function isOurs(error: unknown): error is AjnaError {
  return error instanceof AjnaError
}
