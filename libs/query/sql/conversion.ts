import type { Node, SelectStmt } from 'libpg-query'
import type { ExpressionNode, QueryRequest } from '../query-request.ts'

/** What the parts of the conversion ask of each other; one for each level of queries that see their outer query. */
export interface Conversion {
  /** Whether columns of a query around this one are visible: then an unqualified name need not be of its own tables. */
  readonly correlated: boolean
  expression(node: Node): ExpressionNode
  /** A query inside this one that does not see this one's columns: a CTE, a table of FROM, a side of UNION. */
  query(statement: SelectStmt): QueryRequest
  /** The conversion for a query that sees this one's columns: a subquery in an expression, or LATERAL. */
  inner(): Conversion
  /** Whether the condition of a HAVING was written after QUALIFY. */
  isQualify(condition: Node): boolean
  /** The name or number of `$n`. */
  parameter(number: number): string | number
  /** Remembers where a node was written (a UTF-8 byte offset; absent or negative: unknown), and returns it. */
  located<T extends object>(node: T, location: number | undefined): T
  /** Remembers where the strings and nodes of a list were written, and returns it. */
  locatedItems<T extends readonly unknown[]>(items: T, locations: readonly (number | undefined)[]): T
  /** Remembers where the values under some keys were written, and returns the node. */
  locatedKeys<T extends object>(node: T, locations: Readonly<Record<string, number | undefined>>): T
  /** Fails with UNSUPPORTED; `sentence` says what and what to do instead. */
  refuse(sentence: string, location?: number): never
  /** Fails with VALIDATION_ERROR for SQL that PostgreSQL's analysis refuses, under its SQLSTATE. */
  reject(sentence: string, sqlState: string, location?: number): never
}
