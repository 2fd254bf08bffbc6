import { sameType } from '#arrow'
import type { Literal, ScanColumn, TablePart, TableRef } from '#plan'
import type { Dialect, ScopeEntry } from '../base/dialect.ts'
import { canonicalText, isBound, isUncommonDate } from '../base/literal-form.ts'
import { Refused } from '../base/refused.ts'
import { plainEntry } from '../base/relation.ts'
import { raw, type Sql, sql } from '../base/sql.ts'
import { guardedCondition } from './comparisons.ts'
import { functionsOf, prefilters } from './functions.ts'
import { keyConditions } from './key-conditions.ts'
import { checkKey, groupKey, sortKey } from './keys.ts'
import { supportsOf } from './nodes.ts'
import { mysqlServer } from './server.ts'
import { cast, typeName } from './types.ts'

/**
 * MySQL 8 and MariaDB (`MariaDB 10.11.19`). Sessions are in UTC, utf8mb4 and strict mode. What they round, clamp, pad
 * or compare by another collation is refused; text equality is made exact by comparing bytes.
 */
export function mysql(serverVersion: string): Dialect {
  const server = mysqlServer(serverVersion)
  return {
    name: server.product,
    placeholders: 'positional',
    functions: functionsOf(server),
    prefilters,
    quoteName,
    tableName: ({ schema, table }: TableRef) =>
      schema === null ? quoteName(table) : `${quoteName(schema)}.${quoteName(table)}`,
    tablePart,
    typeName,
    literal,
    cast,
    scanColumn,
    supports: supportsOf(server),
    tableFunction: (_node, _alias, _render) => {
      throw new Refused('NODE_NOT_SUPPORTED', 'a function that gives rows')
    },
    guardedCondition,
    sortKey,
    checkKey,
    groupKey,
    limit: (limit, offset) => `LIMIT ${limit ?? '18446744073709551615'}${offset === 0 ? '' : ` OFFSET ${offset}`}`,
    keyConditions: keyConditions(server),
    aggregateFilter: 'case',
    semiJoin: 'exists',
    materialized: '',
    guardsOrder: false,
    commonTablesPerRow: false,
    correlatesFrom: false,
  }
}

/** By values of an integer key. */
function tablePart(alias: string, { column, from, to }: TablePart): Sql {
  if (column === null) throw new Refused('NODE_NOT_SUPPORTED', 'a part of a table by places')
  const key = `${alias}.${quoteName(column)}`
  const bounds = [
    ...(from === null ? [] : [`${key} >= ${BigInt(from)}`]),
    ...(to === null ? [] : [`${key} < ${BigInt(to)}`]),
  ]
  return raw(bounds.join(' AND ') || 'TRUE')
}

function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

function literal(constant: Literal): Sql {
  const { type, value } = constant
  const name = typeName(type)
  if (value === null) return raw(name === undefined ? 'NULL' : `CAST(NULL AS ${name})`)
  if (type.kind === 'array') throw new Refused('TYPE_NOT_EXACT', 'an array')
  if (isBound(type.kind)) return [constant]
  const text = canonicalText(constant)
  switch (type.kind) {
    case 'boolean':
      return raw(text.toUpperCase())
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
      return raw(text.startsWith('-') ? `(${text})` : text)
    case 'decimal':
      if (name === undefined) throw new Refused('TYPE_NOT_EXACT', `a decimal of scale ${type.scale}`)
      return raw(`CAST('${text}' AS ${name})`)
    case 'float32':
    case 'float64':
      if (/[a-df-z]/i.test(text)) throw new Refused('TYPE_NOT_EXACT', `${text}, which MySQL has not`)
      return raw(/e/i.test(text) ? `(${text})` : `(${text}e0)`)
    case 'binary':
      return raw(`x'${text}'`)
    case 'date':
      checkCommon(text, type.kind)
      return raw(`DATE'${text}'`)
    case 'timestamp':
    case 'timestamptz':
      checkCommon(text, type.kind)
      return raw(`TIMESTAMP'${text}'`)
    default:
      throw new Refused('TYPE_NOT_EXACT', `a ${type.kind} constant`)
  }
}

function checkCommon(text: string, kind: string): void {
  if (isUncommonDate(text)) throw new Refused('TYPE_NOT_EXACT', `a ${kind} that MySQL has not`)
}

/**
 * A table's column. One declared otherwise than the table has it is widened where that is exact; else the reader
 * converts it, and it can only be returned.
 */
function scanColumn(column: ScanColumn, reference: Sql): ScopeEntry {
  const entry = { ...plainEntry(reference), column }
  if (column.type.kind === 'boolean') return { ...entry, sql: sql`(${reference} <> 0)` }
  if (sameType(column.type, column.nativeType)) return entry
  const widened = cast(reference, column.nativeType, column.type)
  return widened === undefined ? { ...entry, opaque: true } : { ...entry, sql: widened, native: reference }
}
