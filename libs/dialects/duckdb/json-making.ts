import { type Expression, isNullable, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { aggregateOf, argument } from '../base/rewrites.ts'
import { joinSql, raw, type Sql, sql } from '../base/sql.ts'
import { cast } from './casts.ts'
import { quotedText } from './json-text.ts'
import { raise } from './raise.ts'

/** A value that is not NULL as JSON; undefined for a type whose form is not known to be PostgreSQL's. */
function written(value: Sql, expression: Expression): Sql | undefined {
  const type = typeOf(expression)
  const text = cast(value, type, { kind: 'string' })
  switch (type.kind) {
    case 'json':
      return value
    case 'string':
      return quotedText(value)
    case 'boolean':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'decimal':
      return text
    case 'uuid':
    case 'date':
    case 'time':
      return text === undefined ? undefined : sql`('"' || ${text} || '"')`
    case 'timestamp':
      return text === undefined ? undefined : sql`('"' || replace(${text}, ' ', 'T') || '"')`
    case 'binary':
      return text === undefined ? undefined : quotedText(text)
    default:
      return undefined
  }
}

/** A value as JSON, NULL as null. jsonb takes json in its own form only. */
function member(expression: Expression, form: 'json' | 'jsonb', render: ExpressionRenderer): Sql {
  const type = typeOf(expression)
  if (form === 'jsonb' && type.kind === 'json' && type.normalized !== true) {
    return render.refuse('TYPE_NOT_EXACT', expression)
  }
  if (expression.kind === 'literal' && expression.value === null) return raw(`'null'`)
  const value = written(render.value(expression), expression) ?? render.refuse('TYPE_NOT_EXACT', expression)
  return isNullable(expression) ? sql`coalesce(${value}, 'null')` : value
}

const toJson =
  (form: 'json' | 'jsonb'): FunctionRewrite =>
  (call, render) => {
    const value = argument(call, 0, render)
    const printed = member(value, form, render)
    return isNullable(value) ? sql`CASE WHEN ${render.value(value)} IS NOT NULL THEN ${printed} END` : printed
  }

const buildArray =
  (form: 'json' | 'jsonb'): FunctionRewrite =>
  (call, render) => {
    const members = call.arguments.map((value) => member(value, form, render))
    return members.length === 0 ? raw(`'[]'`) : sql`('[' || ${joinSql(members, ` || ', ' || `)} || ']')`
  }

const buildObject: FunctionRewrite = (call, render) => {
  if (call.arguments.length % 2 === 1) return render.refuse('FUNCTION_NOT_EXACT', call)
  const pairs = call.arguments.flatMap((key, index) => {
    const value = call.arguments[index + 1]
    return index % 2 === 1 || value === undefined
      ? []
      : [sql`${keyText(key, render)} || ' : ' || ${member(value, 'json', render)}`]
  })
  return pairs.length === 0 ? raw(`'{}'`) : sql`('{' || ${joinSql(pairs, ` || ', ' || `)} || '}')`
}

/** A key; none may be NULL. */
function keyText(key: Expression, render: ExpressionRenderer): Sql {
  if (typeOf(key).kind !== 'string') return render.refuse('TYPE_NOT_EXACT', key)
  const text = render.value(key)
  const fault = raise('22004', 'null value not allowed for object key')
  return isNullable(key) ? sql`CASE WHEN ${text} IS NULL THEN ${fault} ELSE ${quotedText(text)} END` : quotedText(text)
}

/** A group's values as one array; of no rows NULL. */
const aggregateArray =
  (form: 'json' | 'jsonb'): FunctionRewrite =>
  (call, render) => {
    if (call.distinct.join('') !== '') return render.refuse('FUNCTION_NOT_EXACT', call)
    const value = member(argument(call, 0, render), form, render)
    return sql`('[' || ${aggregateOf('string_agg', call, [value, raw(`', '`)])} || ']')`
  }

const aggregateObject: FunctionRewrite = (call, render) => {
  const key = argument(call, 0, render)
  if (call.distinct.join('') !== '' || typeOf(key).kind !== 'string') return render.refuse('FUNCTION_NOT_EXACT', call)
  const pair = sql`${keyText(key, render)} || ' : ' || ${member(argument(call, 1, render), 'json', render)}`
  return sql`('{ ' || ${aggregateOf('string_agg', call, [pair, raw(`', '`)])} || ' }')`
}

/** JSON made of values, with PostgreSQL's spaces. */
export const JSON_MAKING: FunctionTable = {
  to_json: toJson('json'),
  to_jsonb: toJson('jsonb'),
  json_build_array: buildArray('json'),
  jsonb_build_array: buildArray('jsonb'),
  json_build_object: buildObject,
  json_agg: aggregateArray('json'),
  jsonb_agg: aggregateArray('jsonb'),
  json_object_agg: aggregateObject,
}
