import { REDACTED, secretKeys } from '#config'

/** Words that end the name of a secret, in lower case and without `_` and `-`. */
const SECRET_ENDINGS = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apikey',
  'clusterkey',
]

const plain = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '')
const SECRET_NAMES: ReadonlySet<string> = new Set(secretKeys.map(plain))

/** True for the name of a field whose value must not be shown. */
export function isSecretName(name: string): boolean {
  const key = plain(name)
  return SECRET_NAMES.has(key) || SECRET_ENDINGS.some((ending) => key.endsWith(ending))
}

const URL_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s"'<>]*@/gi
const BEARER = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi
const ASSIGNMENT =
  /\b((?:\w*[_-])?(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|secret_access_key))("?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&)}\]]+)/gi
const PEM = /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g

/** The text without credentials in URLs, bearer tokens, `password=...` and PEM blocks. */
export function redactText(text: string): string {
  return text
    .replace(PEM, REDACTED)
    .replace(URL_CREDENTIALS, `$1${REDACTED}@`)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(ASSIGNMENT, `$1$2${REDACTED}`)
}

/** Fields without secrets: by the name of the field, and inside texts. */
export function redactFields<T>(fields: Readonly<Record<string, T>>): Record<string, T | string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (value !== null && value !== undefined && isSecretName(name)) return [name, REDACTED]
      return [name, typeof value === 'string' ? redactText(value) : value]
    }),
  )
}
