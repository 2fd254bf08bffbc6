import {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  JSON_TYPE,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UINT64,
  UUID,
} from '#arrow'
import type { QueryConfig } from '#config'
import { didYouMean, ValidationError } from '#core'
import type { Catalog, TableDescription } from '#plan'
import type { Locator } from '../../locator.ts'
import type { QueryRequest } from '../../query-request.ts'
import { parseSql } from '../../sql/parse-sql.ts'
import { bind } from '../bind.ts'
import type { BindContext, BoundQuery } from '../context.ts'

type ColumnSpec = EngineType | { readonly nullable: EngineType }

function table(
  source: string,
  name: string,
  columns: Readonly<Record<string, ColumnSpec>>,
  primaryKey: readonly string[] = [],
): TableDescription {
  return {
    ref: { source, connection: source, sourceType: 'postgres', schema: 'public', table: name },
    columns: Object.entries(columns).map(([column, spec]) => {
      const [type, nullable] = 'nullable' in spec ? [spec.nullable, true] : [spec, false]
      return {
        name: column,
        type,
        nativeType: type,
        sourceType: type.kind,
        nullable,
        comparison: type.kind === 'string' ? 'binary' : null,
      }
    }),
    primaryKey,
    estimatedRows: null,
    serverVersion: 'PostgreSQL 17',
  }
}

const TABLES: Readonly<Record<string, TableDescription>> = {
  users: table(
    'users',
    'users',
    {
      id: INT64,
      name: STRING,
      email: { nullable: STRING },
      age: { nullable: INT32 },
      created_at: TIMESTAMP,
      is_active: BOOLEAN,
    },
    ['id'],
  ),
  orders: table(
    'orders',
    'orders',
    {
      id: INT64,
      customer_id: INT64,
      amount: decimal(12, 2),
      order_date: DATE,
      status: { nullable: STRING },
    },
    ['id'],
  ),
  analytics: table('analytics', 'analytics', {
    user_id: INT64,
    event_name: STRING,
    event_date: DATE,
    properties: { nullable: STRING },
  }),
  products: table('products', 'products', { id: INT64, category: STRING, price: FLOAT64, is_active: BOOLEAN }),
  sales_fact: table('warehouse', 'sales_fact', {
    order_date: DATE,
    region: STRING,
    amount: FLOAT64,
    customer_id: INT64,
  }),
  customer_dim: table('warehouse', 'customer_dim', { customer_id: INT64, customer_name: STRING }),
  'shop.orders': table('shop', 'orders', { id: INT64, amount: decimal(10, 2) }),
  types: table('types', 'types', {
    b: BOOLEAN,
    i2: INT16,
    i4: INT32,
    i8: INT64,
    u8: UINT64,
    f4: FLOAT32,
    f8: FLOAT64,
    d: decimal(12, 2),
    s: STRING,
    bin: BINARY,
    dt: DATE,
    t: TIME,
    ts: TIMESTAMP,
    tz: TIMESTAMPTZ,
    iv: INTERVAL,
    j: JSON_TYPE,
    u: UUID,
    n: { nullable: INT32 },
  }),
}

/** A catalog of plain objects; a name is the table's, or dotted. */
export const catalog: Catalog = {
  describe: async ({ parts, connectionId }) => {
    const name = parts.join('.')
    const found = TABLES[name] ?? (connectionId === null ? undefined : TABLES[parts.at(-1) ?? ''])
    if (found !== undefined) return found
    throw new ValidationError('UNKNOWN_TABLE', `There is no table "${name}".${didYouMean(name, Object.keys(TABLES))}`)
  },
}

export const config: QueryConfig = {
  maxJoinTables: 10,
  maxFilterConditions: 100,
  maxGroupByColumns: 20,
  defaultLimit: 1000,
  maxLimit: 100_000,
  queryTimeoutSeconds: 300,
  enableWindowFunctions: true,
  enableComplexAggregations: true,
  enableSubqueries: true,
  enableCte: true,
  splitRows: 500_000,
  maxSplits: 4,
  enableQueryOptimization: true,
}

const nowhere: Locator = { locate: () => undefined, excerpt: () => undefined }

/** A context over the catalog above, on 15 June 2024 at 12:30:15.25. */
export function contextOf(changes: Partial<BindContext> = {}): BindContext {
  return {
    catalog,
    locator: nowhere,
    config,
    now: '2024-06-15T12:30:15.250Z',
    defaultConnectionId: null,
    parameters: {},
    signal: new AbortController().signal,
    ...changes,
  }
}

/** The bound form of a SQL text. */
export async function bindSql(sql: string, changes: Partial<BindContext> = {}): Promise<BoundQuery> {
  const { request, locator } = await parseSql(sql)
  return bind(request, contextOf({ locator, ...changes }))
}

/** The bound form of a request. */
export async function bindRequest(request: QueryRequest, changes: Partial<BindContext> = {}): Promise<BoundQuery> {
  return bind(request, contextOf(changes))
}
