import type { Node } from 'libpg-query'
import type { SubscriptNode } from '../query-request.ts'
import { locationOf } from './ast.ts'
import type { Conversion } from './conversion.ts'

/** `a[1]`, `a[2:3]` and `b['key'][0]`; fields of composite values, and slices of several dimensions, are refused. */
export function subscript(conversion: Conversion, node: Extract<Node, { A_Indirection: unknown }>): SubscriptNode {
  const { arg, indirection = [] } = node.A_Indirection
  const location = locationOf(arg)
  const indices = indirection.flatMap((item) => ('A_Indices' in item ? [item.A_Indices] : []))
  const [only, ...more] = indices
  if (arg === undefined || only === undefined || indices.length < indirection.length) {
    return conversion.refuse('Fields of composite values are not supported; select columns.', location)
  }
  const subscripted = conversion.expression(arg)
  const bound = (index: Node | undefined) => (index === undefined ? undefined : conversion.expression(index))
  if (more.length > 0) {
    if (indices.some(({ is_slice: isSlice }) => isSlice)) {
      return conversion.refuse('Arrays have one dimension here: one subscript is all they take.', location)
    }
    return conversion.located(
      { subscript: subscripted, path: indices.flatMap(({ uidx }) => bound(uidx) ?? []) },
      location,
    )
  }
  const { is_slice: isSlice, lidx, uidx } = only
  const [from, to] = [bound(lidx), bound(uidx)]
  if (!isSlice && to !== undefined) return conversion.located({ subscript: subscripted, at: to }, location)
  const slice = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  return conversion.located({ subscript: subscripted, slice }, location)
}
