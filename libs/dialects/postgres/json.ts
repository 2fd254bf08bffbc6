import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, infix, named, values } from '../base/rewrites.ts'
import { joinSql, NOTHING, sql } from '../base/sql.ts'

/** The name for jsonb where the first argument is of that type. */
const byType =
  (ofJson: string, ofJsonb: string): FunctionRewrite =>
  (call, render) => {
    const type = typeOf(argument(call, 0, render))
    return named(type.kind === 'json' && type.normalized === true ? ofJsonb : ofJson)(call, render)
  }

/** Steps of a path; to follow none says the whole. */
const along =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const [from = NOTHING, ...steps] = values(call, render)
    return sql`(${from} ${operator} CAST(ARRAY[${joinSql(steps, ', ')}] AS text[]))`
  }

/** JSON as PostgreSQL itself reads it; what it makes of values hangs on settings of the session. */
export const JSON_FUNCTIONS: FunctionTable = {
  json_get: infix('->'),
  json_get_text: infix('->>'),
  json_step: along('#>'),
  json_step_text: along('#>>'),
  json_typeof: byType('json_typeof', 'jsonb_typeof'),
  json_array_length: byType('json_array_length', 'jsonb_array_length'),
  json_has_key: infix('?'),
  json_contains: infix('@>'),
  json_remove: infix('-'),
  json_concat: infix('||'),
}
