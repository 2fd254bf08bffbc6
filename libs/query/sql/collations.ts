import type { Node } from 'libpg-query'
import { identifiers } from './ast.ts'

/** Collations that compare by bytes, but change the case of ASCII letters only. */
const BYTEWISE = new Set(['C', 'POSIX', 'ucs_basic'])

/** The collation that all text has here, by PostgreSQL's names of it. */
const OURS = new Set(['default', 'pg_c_utf8'])

/** What is compared or ordered: text is by its bytes here, so that COLLATE "C" says nothing new of it. */
export function withoutBytewiseCollation<N extends Node | undefined>(node: N): N | Node {
  if (node === undefined || !('CollateClause' in node) || node.CollateClause.arg === undefined) return node
  return BYTEWISE.has(collationOf(node.CollateClause.collname)) ? node.CollateClause.arg : node
}

/** What stands before a COLLATE that names the collation all text has; undefined for any other. */
export function inOurCollation(node: Node): Node | undefined {
  if (!('CollateClause' in node)) return undefined
  return OURS.has(collationOf(node.CollateClause.collname)) ? node.CollateClause.arg : undefined
}

function collationOf(names: readonly Node[] | undefined): string {
  return identifiers(names).at(-1) ?? ''
}
