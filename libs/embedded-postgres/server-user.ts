import { readFileSync } from 'node:fs'
import { ConfigurationError } from '#core'

/** Who runs the server: null for this process's own user. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null

/** PostgreSQL refuses to run as root: then the first of `postgres` and `nobody` that exists runs it. */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return null
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([known]) => known === name) ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new ConfigurationError(
    'The embedded PostgreSQL cannot run as root and this machine has no other user: run as another user, or give a queue with --queue.',
  )
}
