import type { QueryRequest } from './query-request.ts'
import { parseSql } from './sql/parse-sql.ts'

/** The specification's SQLToQueryRequest. */
export interface SqlToQueryRequest {
  readonly sql: string
  readonly sql_name?: string
  readonly default_connection_id?: string
}

/**
 * The specification's `convert_sql_to_query`: the SQL as a QueryRequest named `sql_name`.
 * @throws ValidationError as parseSql
 */
export async function convertSqlToQuery(input: SqlToQueryRequest): Promise<QueryRequest> {
  const { request } = await parseSql(input.sql)
  return {
    ...(input.sql_name === undefined ? {} : { name: input.sql_name }),
    ...(input.default_connection_id === undefined ? {} : { default_connection_id: input.default_connection_id }),
    ...request,
  }
}
