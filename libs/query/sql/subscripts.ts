import type { Node } from 'libpg-query'
import type { SubscriptNode } from '../query-request.ts'
import { locationOf } from './ast.ts'
import type { Conversion } from './conversion.ts'

/** `a[1]` and `a[2:3]`; fields of composite values, and further dimensions, are refused. */
export function subscript(conversion: Conversion, node: Extract<Node, { A_Indirection: unknown }>): SubscriptNode {
  const { arg, indirection = [] } = node.A_Indirection
  const location = locationOf(arg)
  const [only, ...more] = indirection
  if (arg === undefined || only === undefined || !('A_Indices' in only)) {
    return conversion.refuse('Fields of composite values are not supported; select columns.', location)
  }
  if (more.length > 0) {
    return conversion.refuse('Arrays have one dimension here: one subscript is all they take.', location)
  }
  const { is_slice: isSlice, lidx, uidx } = only.A_Indices
  const subscripted = conversion.expression(arg)
  const bound = (index: Node | undefined) => (index === undefined ? undefined : conversion.expression(index))
  const [from, to] = [bound(lidx), bound(uidx)]
  if (!isSlice && to !== undefined) return conversion.located({ subscript: subscripted, at: to }, location)
  const slice = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  return conversion.located({ subscript: subscripted, slice }, location)
}
