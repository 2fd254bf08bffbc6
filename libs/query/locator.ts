import type { Position } from '#core'

/** Where a node of a QueryRequest was written: its place in the SQL, or its path in the JSON. */
export interface Locator {
  locate(node: object): Position | undefined
  /** The line of SQL with a caret under the node, on two lines; undefined for JSON requests. */
  excerpt(node: object): string | undefined
}
