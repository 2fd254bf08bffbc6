import { type FailureDetail, ValidationError } from '#core'
import type { Translation } from './input-dialect.ts'
import { placeAt } from './place.ts'
import { child, isBlank, type Tree } from './tree.ts'

const ALWAYS_KNOWN = new Set(['loc', 'type', 'parentheses', 'tableList', 'columnList'])

/** Refuses a node that says more than the keys a translation reads. @throws ValidationError UNSUPPORTED */
export function onlyKeys(translation: Translation, node: Tree, keys: readonly string[]): void {
  for (const [key, value] of Object.entries(node)) {
    if (ALWAYS_KNOWN.has(key) || keys.includes(key) || isBlank(value)) continue
    refuse(translation, `${key.replaceAll('_', ' ')} in this place`, node)
  }
}

/** Refuses what has no exact translation. @throws ValidationError UNSUPPORTED */
export function refuse(translation: Translation, what: string, node?: Tree): never {
  const message = `${what} cannot be translated from ${translation.dialect.title} exactly; write it in the PostgreSQL dialect.`
  throw new ValidationError('UNSUPPORTED', message, { sqlState: '0A000', ...placeOf(translation, node) })
}

function placeOf({ sql, lexed }: Translation, node: Tree | undefined): FailureDetail {
  const start = node === undefined ? undefined : child(child(node, 'loc') ?? {}, 'start')
  const offset = start?.['offset']
  return typeof offset === 'number' ? placeAt(sql, lexed.originalIndex(offset)) : {}
}
