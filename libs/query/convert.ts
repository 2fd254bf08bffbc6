import type { InputDialectName } from './other-sql/input-dialect.ts'
import { parseInDialect } from './other-sql/parse-other-sql.ts'
import type { QueryRequest } from './query-request.ts'

/** The specification's SQLToQueryRequest. */
export interface SqlToQueryRequest {
  readonly sql: string
  /** Which SQL it is written in; PostgreSQL's when absent. */
  readonly dialect?: InputDialectName
  readonly sql_name?: string
  readonly default_connection_id?: string
}

/**
 * The specification's `convert_sql_to_query`: the SQL as a QueryRequest named `sql_name`.
 * @throws ValidationError as parseSql
 */
export async function convertSqlToQuery(input: SqlToQueryRequest): Promise<QueryRequest> {
  const { request } = await parseInDialect(input.sql, input.dialect ?? 'postgres')
  return {
    ...(input.sql_name === undefined ? {} : { name: input.sql_name }),
    ...(input.default_connection_id === undefined ? {} : { default_connection_id: input.default_connection_id }),
    ...request,
  }
}
