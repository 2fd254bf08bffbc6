import { createHmac, timingSafeEqual } from 'node:crypto'
import { QueryError } from '#core'
import type { SignedTask } from './tasks.ts'

/** The task with an HMAC-SHA256 over all of it; `key` is the cluster's. */
export function signTask<Task>(task: Task, key: string): SignedTask<Task> {
  return { task, signature: digest(task, key) }
}

/**
 * The task of a signed payload.
 * @throws QueryError FORBIDDEN when the payload was not signed with this cluster's key
 */
export function verifyTask<Task>(signed: SignedTask<Task>, key: string): Task {
  const expected = Buffer.from(digest(signed.task, key), 'hex')
  const actual = Buffer.from(String(signed.signature), 'hex')
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    throw new QueryError(
      'FORBIDDEN',
      'A task on the queue was not signed with the key of this cluster and was not run.',
    )
  }
  return signed.task
}

function digest(task: unknown, key: string): string {
  return createHmac('sha256', key).update(canonicalJson(task)).digest('hex')
}

/** JSON with sorted keys: the same text whatever order a store gives them back in. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
