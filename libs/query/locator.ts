import type { Position } from '#core'

/** Where a node of a QueryRequest was written: its place in the SQL, or its path in the JSON. */
export interface Locator {
  /**
   * `item` names what cannot be looked up by itself: the index of a string inside `node`, an array such as `select`, or
   * the key of a number in it, such as `limit`.
   */
  locate(node: object, item?: number | string): Position | undefined
  /** The line of SQL with a caret under the node, on two lines; undefined for JSON requests. */
  excerpt(node: object, item?: number | string): string | undefined
}
