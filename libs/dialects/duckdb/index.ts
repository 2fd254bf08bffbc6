import { type PlanNode, type Refusal, type RemoteQuery, type RenderedQuery, type ScanColumn, typeOf } from '#plan'
import type { Dialect, ScopeEntry } from '../base/dialect.ts'
import { plainEntry } from '../base/relation.ts'
import { renderOver } from '../base/render-query.ts'
import { type Sql, sql } from '../base/sql.ts'
import { cast } from './casts.ts'
import { comparedBy, isOfIntervals, isOfJson } from './compared-by.ts'
import { functions } from './functions.ts'
import { keyConditions } from './key-conditions.ts'
import { literal } from './literals.ts'
import { SHORT_SUMS } from './short-sums.ts'
import { tableFunction } from './table-functions.ts'
import { typeName } from './types.ts'

/** DuckDB: the language of the kernels, and of files. Only functions proven by value are in its table. */
export function duckdb(): Dialect {
  return {
    name: 'duckdb',
    placeholders: 'numbered',
    functions,
    prefilters: {},
    quoteName,
    tableName: ({ schema, table }) => (schema === null ? quoteName(table) : `${quoteName(schema)}.${quoteName(table)}`),
    typeName,
    literal,
    cast,
    scanColumn,
    supports: () => true,
    supportsPerRow,
    tableFunction,
    sortKey(key, render) {
      if (isOfJson(typeOf(key.expression))) render.refuse('TYPE_NOT_EXACT', key.expression)
      const direction = key.descending ? 'DESC' : 'ASC'
      const value = render.value(key.expression)
      const ordered = comparedBy(value, typeOf(key.expression))
      return [sql`${ordered} ${direction} NULLS ${key.nullsFirst ? 'FIRST' : 'LAST'}`]
    },
    checkKey(expression, render) {
      const type = typeOf(expression)
      // DuckDB takes '1 month -1 day' and '29 days' for two intervals, PostgreSQL for one.
      if (isOfJson(type) || isOfIntervals(type)) render.refuse('TYPE_NOT_EXACT', expression)
    },
    limit: (limit, offset) =>
      [...(limit === null ? [] : [`LIMIT ${limit}`]), ...(offset === 0 ? [] : [`OFFSET ${offset}`])].join(' '),
    keyConditions,
    aggregateFilter: 'clause',
    // Below DISTINCT, ORDER BY or a set operation of a correlated subquery DuckDB loses the total of no rows, unless count is
    // among its aggregates.
    grandTotalHaving: 'count(*) >= 0',
    semiJoin: 'join',
    materialized: ' MATERIALIZED',
    guardsOrder: true,
    // flatten_dependent_join.cpp, MarkSubtreeCorrelated
    commonTablesPerRow: true,
    correlatesFrom: true,
  }
}

/**
 * The statement that computes what is left of a plan in a kernel, over tables that hold the rows of its RemoteQueries
 * (`tableOf` names them; their columns are named by column id).
 */
export function renderResidual(plan: PlanNode, tableOf: (remote: RemoteQuery) => string): RenderedQuery | Refusal {
  return renderOver(KERNEL, plan, tableOf)
}

/**
 * `renderResidual` with decimals summed in 64 bits where they are likely to suffice: the same answer sooner, or DuckDB's
 * Out of Range or Conversion Error.
 */
export function renderShortResidual(plan: PlanNode, tableOf: (remote: RemoteQuery) => string): RenderedQuery | Refusal {
  return renderOver(SHORT_KERNEL, plan, tableOf)
}

const KERNEL = duckdb()
const SHORT_KERNEL: Dialect = { ...KERNEL, functions: { ...KERNEL.functions, ...SHORT_SUMS } }

/** DuckDB computes for all rows of a query around at once: it can't so join fully, and of no rows it gives one total. */
function supportsPerRow(node: PlanNode): boolean {
  if (node.kind === 'join') return node.type !== 'full'
  return node.kind !== 'aggregate' || (node.groupingSets?.filter((set) => set.length === 0).length ?? 0) < 2
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A file's column, brought to the plan's type where DuckDB reads the file with another. */
function scanColumn(column: ScanColumn, reference: Sql): ScopeEntry {
  const entry = { ...plainEntry(reference), column }
  const name = typeName(column.type)
  if (column.sourceType.toUpperCase().replace(/ /g, '') === name.replace(/ /g, '')) return entry
  // The file's own type is carried by ours (UUID, ENUM, JSON, UTINYINT, TIMESTAMP_NS): the cast only renames it.
  if (column.nativeType.kind === column.type.kind) return { ...entry, sql: sql`CAST(${reference} AS ${name})` }
  const converted = cast(reference, column.nativeType, column.type)
  if (converted === undefined) return { ...entry, sql: sql`CAST(${reference} AS ${name})`, opaque: true, raises: true }
  return { ...entry, sql: converted, raises: true }
}
