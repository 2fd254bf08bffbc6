import { type EngineType, sameType } from '#arrow'
import type { Literal, ScanColumn, TablePart, TableRef } from '#plan'
import { type Expression, typeOf } from '#plan'
import type { Dialect, ExpressionRenderer, ScopeEntry } from '../base/dialect.ts'
import { canonicalText, intervalParts, isBound } from '../base/literal-form.ts'
import { Refused } from '../base/refused.ts'
import { plainEntry } from '../base/relation.ts'
import { raw, type Sql, sql } from '../base/sql.ts'
import { bytewise } from './bytewise.ts'
import { canJoin } from './full-join.ts'
import { functionsOf } from './functions.ts'
import { keyConditions } from './key-conditions.ts'
import { tableFunction } from './table-functions.ts'
import { castOf, typeName, widensLosslessly } from './types.ts'

/**
 * PostgreSQL's own language, for a server of this version (`PostgreSQL 15.18`). Sessions are in UTC; text is compared
 * by bytes: equality is so under every deterministic collation, order names the collation "C".
 */
export function postgres(serverVersion: string): Dialect {
  const major = Number(/(\d+)/.exec(serverVersion)?.[1] ?? 0)
  return {
    name: 'postgres',
    placeholders: 'numbered',
    functions: functionsOf(major),
    prefilters: {},
    quoteName,
    tableName: ({ schema, table: name }: TableRef) =>
      schema === null ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`,
    tablePart,
    typeName,
    literal,
    cast: castOf(major),
    scanColumn,
    supports: (node) => node.kind !== 'remote_query' && (node.kind !== 'join' || canJoin(node)),
    tableFunction: (node, alias, render) => tableFunction(major, node, alias, render),
    sortKey(key, render) {
      const value = bytewise(render.value(key.expression), orderable(key.expression, render))
      const direction = key.descending ? ' DESC' : ''
      return [sql`${value}${direction} NULLS ${key.nullsFirst ? 'FIRST' : 'LAST'}`]
    },
    checkKey(expression, render) {
      orderable(expression, render)
      if (render.entry(expression)?.opaque === true) render.refuse('TYPE_NOT_EXACT', expression)
    },
    limit: (limit, offset) =>
      [...(limit === null ? [] : [`LIMIT ${limit}`]), ...(offset === 0 ? [] : [`OFFSET ${offset}`])].join(' '),
    keyConditions,
    aggregateFilter: 'clause',
    semiJoin: 'exists',
    materialized: major >= 12 ? ' MATERIALIZED' : '',
    guardsOrder: false,
    commonTablesPerRow: false,
    correlatesFrom: true,
  }
}

/**
 * By places: pages of the table, or of each of its partitions.
 * https://www.postgresql.org/docs/current/ddl-system-columns.html
 */
function tablePart(alias: string, { column, from, to }: TablePart): Sql {
  if (column !== null) throw new Refused('NODE_NOT_SUPPORTED', 'a part of a table by its key')
  const place = (page: string): string => `'(${BigInt(page)},0)'::tid`
  const bounds = [
    ...(from === null ? [] : [`${alias}.ctid >= ${place(from)}`]),
    ...(to === null ? [] : [`${alias}.ctid < ${place(to)}`]),
  ]
  return raw(bounds.join(' AND ') || 'TRUE')
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function orderable(expression: Expression, render: ExpressionRenderer): EngineType {
  const type = typeOf(expression)
  const value = type.kind === 'array' ? type.element : type
  return value.kind === 'json' ? render.refuse('TYPE_NOT_EXACT', expression) : type
}

function literal(constant: Literal): Sql {
  const { type, value } = constant
  const name = typeName(type) ?? 'text'
  if (value === null) return raw(`CAST(NULL AS ${name})`)
  if (isBound(type.kind)) return sql`CAST(${[constant]} AS ${name})`
  const text = canonicalText(constant)
  switch (type.kind) {
    case 'boolean':
      return raw(text.toUpperCase())
    case 'int32':
      return raw(text.startsWith('-') ? `(${text})` : text)
    case 'binary':
      return raw(`decode('${text}', 'hex')`)
    case 'timestamptz':
      return raw(`CAST('${text.endsWith('infinity') ? text : `${text} +00`}' AS timestamptz)`)
    case 'interval': {
      const { months, days, microseconds } = intervalParts(constant)
      return raw(`CAST('${months} months ${days} days ${microseconds} microseconds' AS interval)`)
    }
    default:
      return raw(`CAST('${text}' AS ${name})`)
  }
}

const PLAIN_TEXT = /^(text|character varying|varchar)\b/

function isTextArray(type: EngineType): boolean {
  return type.kind === 'array' && type.element.kind === 'string'
}

/** A numeric without precision: the reader refuses digits beyond the plan's scale, where a cast would round them. */
function hasFreeScale({ type, sourceType }: ScanColumn): boolean {
  const value = type.kind === 'array' ? type.element : type
  return value.kind === 'decimal' && /^numeric(\[\])*$/.test(sourceType)
}

/**
 * A table's column as the plan types it. Text of any other type than text and varchar (padded, case-insensitive,
 * enumerated) becomes text first, and so does text that compares case-insensitively.
 */
function scanColumn(column: ScanColumn, reference: Sql): ScopeEntry {
  const entry = { ...plainEntry(reference), column }
  if (column.type.kind === 'string') {
    const plain = PLAIN_TEXT.test(column.sourceType) && column.nativeType.kind === 'string'
    if (plain && column.comparison !== 'case_insensitive') return entry
    return { ...entry, sql: sql`CAST(${reference} AS text) COLLATE "C"` }
  }
  if (isTextArray(column.type) && column.comparison === 'case_insensitive') {
    return { ...entry, sql: sql`CAST(${reference} AS text[]) COLLATE "C"` }
  }
  if (sameType(column.type, column.nativeType)) return hasFreeScale(column) ? { ...entry, opaque: true } : entry
  const name = typeName(column.type)
  if (name === undefined || column.type.kind === 'uint64') return { ...entry, opaque: true }
  const native = widensLosslessly(column.nativeType, column.type) ? reference : null
  return { ...entry, sql: sql`CAST(${reference} AS ${name})`, native }
}
