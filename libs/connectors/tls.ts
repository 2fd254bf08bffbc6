import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { SslMode } from '#config'
import { readAuthorities } from './source-failure.ts'

/** Plain text, or TLS with these options. */
export type TlsChoice = false | ConnectionOptions

/**
 * What to try, in order, as libpq does: `prefer` is TLS, then plain text; `allow` the other way round; `require` with
 * an sslrootcert checks the authority, without one it checks nothing.
 * @throws ConfigurationError when sslrootcert cannot be read
 */
export function tlsChoices(source: string, sslmode: SslMode, sslrootcert: string | null): readonly TlsChoice[] {
  const unchecked: TlsChoice = { rejectUnauthorized: false }
  switch (sslmode) {
    case 'disable':
      return [false]
    case 'allow':
      return [false, unchecked]
    case 'prefer':
      return [unchecked, false]
    case 'require':
      return [sslrootcert === null ? unchecked : checked(source, sslrootcert, 'authority')]
    case 'verify-ca':
      return [checked(source, sslrootcert, 'authority')]
    case 'verify-full':
      return [checked(source, sslrootcert, 'authority and name')]
  }
}

function checked(source: string, sslrootcert: string | null, what: 'authority' | 'authority and name'): TlsChoice {
  const authorities =
    sslrootcert === null ? {} : { ca: readAuthorities(source, sslrootcert, (path) => readFileSync(path, 'utf8')) }
  const anyName = what === 'authority' ? { checkServerIdentity: () => undefined } : {}
  return { rejectUnauthorized: true, ...authorities, ...anyName }
}
