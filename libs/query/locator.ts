import type { Position } from '#core'

/** Where a node of a QueryRequest was written: its place in the SQL, or its path in the JSON. */
export interface Locator {
  /** `item` names a string inside `node`, an array such as `select`: a string cannot be looked up by itself. */
  locate(node: object, item?: number): Position | undefined
  /** The line of SQL with a caret under the node, on two lines; undefined for JSON requests. */
  excerpt(node: object, item?: number): string | undefined
}
