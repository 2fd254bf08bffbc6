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

/** A value at the end of a path. */
const edited =
  (name: string, flag: string): FunctionRewrite =>
  (call, render) => {
    const [target = NOTHING, value = NOTHING, ...steps] = values(call, render)
    return sql`${name}(${target}, CAST(ARRAY[${joinSql(steps, ', ')}] AS text[]), ${value}, ${flag})`
  }

const byPath =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const [target = NOTHING, path = NOTHING, ...others] = values(call, render)
    return sql`${name}(${joinSql([target, sql`CAST(${path} AS jsonpath)`, ...others], ', ')})`
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
  json_remove_path: along('#-'),
  json_set: edited('jsonb_set', 'true'),
  json_replace: edited('jsonb_set', 'false'),
  json_insert_before: edited('jsonb_insert', 'false'),
  json_insert_after: edited('jsonb_insert', 'true'),
  json_strip_nulls: named('jsonb_strip_nulls'),
  json_pretty: named('jsonb_pretty'),
  json_concat: infix('||'),
}

/** Since version 18. */
export const JSON_FROM_18: FunctionTable = {
  json_strip_all_nulls: (call, render) => sql`jsonb_strip_nulls(${joinSql(values(call, render), ', ')}, true)`,
}

/** jsonpath has the methods it has today since version 17. */
export const JSON_PATHS: FunctionTable = {
  json_path_exists: byPath('jsonb_path_exists'),
  json_path_match: byPath('jsonb_path_match'),
  json_path_query_array: byPath('jsonb_path_query_array'),
  json_path_query_first: byPath('jsonb_path_query_first'),
}
