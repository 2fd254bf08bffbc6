import { ConfigurationError } from '#core'

export interface QueueAddress {
  readonly kind: 'redis' | 'postgres'
  readonly url: string
  /** Scheme, host and port, without credentials: for messages. */
  readonly where: string
}

const KINDS: Readonly<Record<string, { readonly kind: QueueAddress['kind']; readonly port: string }>> = {
  'redis:': { kind: 'redis', port: '6379' },
  'rediss:': { kind: 'redis', port: '6379' },
  'postgres:': { kind: 'postgres', port: '5432' },
  'postgresql:': { kind: 'postgres', port: '5432' },
}

/**
 * The service a queue URL names.
 * @throws ConfigurationError for another scheme or what is no URL; the message shows no part that may hold a password
 */
export function parseQueueUrl(url: string): QueueAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const known = parsed === undefined ? undefined : KINDS[parsed.protocol]
  if (parsed === undefined || known === undefined) {
    throw new ConfigurationError(
      'The queue URL cannot be used; write redis://, rediss:// or postgres:// with host and port, for example redis://localhost:6379.',
    )
  }
  const host = parsed.hostname === '' ? 'localhost' : parsed.hostname
  return {
    kind: known.kind,
    url,
    where: `${parsed.protocol}//${host}:${parsed.port === '' ? known.port : parsed.port}`,
  }
}
