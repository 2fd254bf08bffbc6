import { type ArrayType, readArrayText } from '#arrow'
import type { Literal } from '#plan'
import { canonicalText, intervalParts, isBound } from '../base/literal-form.ts'
import { Refused } from '../base/refused.ts'
import { joinSql, raw, type Sql, sql } from '../base/sql.ts'
import { typeName } from './types.ts'

/** A constant with its type: numbers as text inside CAST, so that no digit passes through a double. */
export function literal(constant: Literal): Sql {
  const { type, value } = constant
  const name = typeName(type)
  if (value === null) return raw(`CAST(NULL AS ${name})`)
  if (type.kind === 'array') {
    const elements = elementsOf(value, type)
    return sql`CAST([${joinSql(elements.map(literal), ', ')}] AS ${name})`
  }
  if (isBound(type.kind)) return sql`CAST(${[constant]} AS ${name})`
  const text = canonicalText(constant)
  switch (type.kind) {
    case 'boolean':
      return raw(text.toUpperCase())
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
      return raw(`CAST(${text} AS ${name})`)
    case 'binary':
      return raw(`unhex('${text}')`)
    case 'date':
    case 'timestamp':
      return raw(`CAST('${duckdbEra(text)}' AS ${name})`)
    case 'timestamptz':
      return raw(`CAST('${duckdbEra(text)}${text.endsWith('infinity') ? '' : '+00'}' AS ${name})`)
    case 'interval': {
      const { months, days, microseconds } = intervalParts(constant)
      return raw(`(to_months(${months}) + to_days(${days}) + to_microseconds(${microseconds}))`)
    }
    default:
      return raw(`CAST('${text}' AS ${name})`)
  }
}

/** DuckDB writes the era after the date: `0044-03-15 (BC) 10:00:00`. */
function duckdbEra(text: string): string {
  return text.replace(/^(\S+)(.*) BC$/, '$1 (BC)$2')
}

function elementsOf(text: string, { element }: ArrayType): readonly Literal[] {
  const texts = readArrayText(text)
  if (!Array.isArray(texts)) throw new Refused('TYPE_NOT_EXACT', 'an array constant that is not in canonical form')
  return texts.map((value): Literal => ({ kind: 'literal', value, type: element }))
}
