import { join } from 'node:path'
import type { Homes } from './data.ts'

export type Home = keyof Homes

/** Which home each table has; every layout names all tables. */
export type Layout = Readonly<Record<string, Home>>

/** Joined tables never share a home, but for facts and their dimensions two joins away. */
export const SCATTERED: Layout = {
  region: 'mysql',
  nation: 'postgres',
  supplier: 'parquet',
  customer: 'parquet',
  part: 'postgres',
  partsupp: 'mysql',
  orders: 'postgres',
  lineitem: 'mysql',
}

/** As companies have it: sales in one database, purchasing in another, the big table in files. */
const DEPARTMENTS: Layout = {
  region: 'postgres',
  nation: 'postgres',
  supplier: 'mysql',
  customer: 'postgres',
  part: 'mysql',
  partsupp: 'mysql',
  orders: 'postgres',
  lineitem: 'parquet',
}

/** Facts in MariaDB, and their dimensions elsewhere. */
const FACTS: Layout = {
  region: 'parquet',
  nation: 'parquet',
  supplier: 'postgres',
  customer: 'parquet',
  part: 'parquet',
  partsupp: 'postgres',
  orders: 'mysql',
  lineitem: 'mysql',
}

/** Everything in PostgreSQL: one statement answers each query. */
const TOGETHER: Layout = {
  region: 'postgres',
  nation: 'postgres',
  supplier: 'postgres',
  customer: 'postgres',
  part: 'postgres',
  partsupp: 'postgres',
  orders: 'postgres',
  lineitem: 'postgres',
}

export const LAYOUTS: Readonly<Record<string, Layout>> = {
  scattered: SCATTERED,
  departments: DEPARTMENTS,
  facts: FACTS,
  together: TOGETHER,
}

/** The `sources:` of a configuration in which each table is where the layout says. */
export function sourcesOf(layout: Layout, homes: Homes): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(layout).map(([table, home]) => [table, sourceOf(table, home, homes)]))
}

function sourceOf(table: string, home: Home, homes: Homes): object {
  return home === 'parquet'
    ? { type: 'parquet', path: join(homes.parquet, `${table}.parquet`) }
    : { type: home, uri: homes[home] }
}
