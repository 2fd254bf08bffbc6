/** A source's `uri` taken apart; a part that is not there is null. Everything is percent-decoded. */
export interface SourceUri {
  /** Without a driver: `mysql` of `mysql+pymysql`. */
  readonly scheme: string
  readonly username: string | null
  readonly password: string | null
  readonly host: string | null
  /** As written: digits, or what stands in a template. */
  readonly port: string | null
  readonly database: string | null
  readonly options: Readonly<Record<string, string>>
}

const SCHEME = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:\/\//i
const HOST_PORT = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/

/** Takes a uri apart, or answers the reason why it cannot; the reason never quotes the uri. */
export function parseSourceUri(uri: string): SourceUri | string {
  const scheme = SCHEME.exec(uri)
  if (scheme === null) return 'it must start with a scheme such as postgresql:// or mysql://'
  const [address = '', query = ''] = splitAt(uri.slice(scheme[0].length), '?')
  // A raw / or @ in a password is forgiven: the last @ ends the credentials.
  const at = address.lastIndexOf('@')
  const [credentials, server] = at < 0 ? [null, address] : [address.slice(0, at), address.slice(at + 1)]
  const [hostPort = '', database = ''] = splitAt(server, '/')
  if (hostPort.includes(',')) return 'it names several hosts; name one'
  const hostAndPort = HOST_PORT.exec(hostPort)
  if (hostAndPort === null) return 'its host and port cannot be read; an IPv6 address needs brackets'
  const options = Object.fromEntries(new URLSearchParams(query))
  const [username = '', password] = credentials === null ? [] : splitAt(credentials, ':')
  return {
    scheme: (scheme[1] ?? '').toLowerCase(),
    username: present(username) ?? present(options['user']),
    password: password === undefined ? (options['password'] ?? null) : decode(password),
    host: present((hostAndPort[1] ?? '').replace(/^\[|\]$/g, '')) ?? present(options['host']),
    port: present(hostAndPort[2]) ?? present(options['port']),
    database: present(database) ?? present(options['dbname']),
    options: withoutKeys(options, ['user', 'password', 'host', 'port', 'dbname']),
  }
}

/**
 * For variables inside a uri: a value that stands before the last @ is escaped where it would end the
 * credentials too early, so that a password may be any text. A uri that is one variable is taken as it is.
 */
export function escapeForUri(template: string): (value: string, offset: number) => string {
  const end = template.lastIndexOf('@')
  return (value, offset) => (offset < end ? value.replace(/[@/?#]|%(?![0-9a-f]{2})/gi, encodeURIComponent) : value)
}

function splitAt(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

function present(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : decode(text)
}

/** Percent-decoding that leaves alone what is not an escape. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    const bytes = Buffer.from(escapes.replaceAll('%', ''), 'hex')
    const decoded = bytes.toString('utf8')
    return Buffer.from(decoded, 'utf8').equals(bytes) ? decoded : escapes
  })
}

function withoutKeys(options: Record<string, string>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !keys.includes(key)))
}
