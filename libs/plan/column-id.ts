/** Names one column of the whole plan: `c0`, `c1`, ... unique within a query, and what dialects print. */
export type ColumnId = string
