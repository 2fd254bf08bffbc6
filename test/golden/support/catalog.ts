import { DATE, decimal, type EngineType, INT32, STRING } from '#arrow'
import { ValidationError } from '#core'
import type { Catalog, TableDescription, TextComparison } from '#plan'
import type { Home, Layout } from '../../tpch/support/layouts.ts'
import { TABLES, type Table } from '../../tpch/support/tables.ts'

/** Rows of each table at scale factor 1. */
const ROWS: Readonly<Record<string, number>> = {
  region: 5,
  nation: 25,
  supplier: 10_000,
  customer: 150_000,
  part: 200_000,
  partsupp: 800_000,
  orders: 1_500_000,
  lineitem: 6_001_215,
}

const SERVERS: Readonly<Record<Home, { readonly sourceType: string; readonly serverVersion: string }>> = {
  postgres: { sourceType: 'postgres', serverVersion: 'PostgreSQL 17.2' },
  mysql: { sourceType: 'mysql', serverVersion: 'MariaDB 10.11.6' },
  parquet: { sourceType: 'file', serverVersion: 'DuckDB' },
}

/** Text as each home compares it where nobody chose a collation. */
const COMPARISONS: Readonly<Record<Home, TextComparison>> = {
  postgres: 'binary',
  mysql: 'case_insensitive',
  parquet: 'binary',
}

/** The tables of TPC-H as the layout's homes would describe them, without a server. */
export function fixedCatalog(layout: Layout): Catalog {
  const tables = new Map(TABLES.map((table) => [table.name, describeTable(table, layout[table.name] ?? 'postgres')]))
  return {
    async describe({ parts }) {
      const table = tables.get(parts.join('.'))
      if (table === undefined) throw new ValidationError('UNKNOWN_TABLE', `There is no table ${parts.join('.')}.`)
      return table
    },
  }
}

function describeTable({ name, columns, key }: Table, home: Home): TableDescription {
  const { sourceType, serverVersion } = SERVERS[home]
  // Files share nothing: each is a connection of its own.
  const connection = home === 'parquet' ? `parquet:${name}` : home
  return {
    ref: { source: name, connection, sourceType, schema: home === 'parquet' ? null : 'tpch', table: name },
    columns: Object.entries(columns).map(([column, declared]) => {
      const type = engineType(declared)
      const comparison = type.kind === 'string' ? COMPARISONS[home] : null
      return { name: column, type, nativeType: type, sourceType: declared, nullable: home === 'parquet', comparison }
    }),
    primaryKey: home === 'parquet' ? [] : key,
    estimatedRows: ROWS[name] ?? null,
    serverVersion,
  }
}

function engineType(declared: string): EngineType {
  if (declared === 'integer') return INT32
  if (declared === 'date') return DATE
  return declared.startsWith('decimal') ? decimal(15, 2) : STRING
}
