/** What only some versions of a product can do. */
export type Feature =
  | 'common_tables'
  | 'windows'
  | 'intersect_except'
  | 'intersect_except_all'
  | 'lag_default'
  | 'json_table'

export type Product = 'mysql' | 'mariadb'

/** Which of the two products a server is, and its version. */
export interface MysqlServer {
  readonly product: Product
  readonly has: ReadonlySet<Feature>
}

type Version = readonly [major: number, minor: number, patch: number]

/** The first version that has a feature; null where none has. */
const SINCE: Readonly<Record<Feature, Readonly<Record<Product, Version | null>>>> = {
  common_tables: { mysql: [8, 0, 1], mariadb: [10, 2, 1] },
  windows: { mysql: [8, 0, 2], mariadb: [10, 2, 1] },
  intersect_except: { mysql: [8, 0, 31], mariadb: [10, 4, 1] },
  intersect_except_all: { mysql: [8, 0, 31], mariadb: [10, 5, 0] },
  lag_default: { mysql: [8, 0, 2], mariadb: null },
  json_table: { mysql: [8, 0, 4], mariadb: [10, 6, 0] },
}

const FEATURES: readonly Feature[] = [
  'common_tables',
  'windows',
  'intersect_except',
  'intersect_except_all',
  'lag_default',
  'json_table',
]

/** The server behind `MySQL 8.4.2` or `MariaDB 10.11.19`; one that does not say its version has nothing special. */
export function mysqlServer(serverVersion: string): MysqlServer {
  const product = /mariadb/i.test(serverVersion) ? 'mariadb' : 'mysql'
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(serverVersion)
  const version: Version = found === null ? [0, 0, 0] : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
  const has = FEATURES.filter((feature) => isReached(SINCE[feature][product], version))
  return { product, has: new Set(has) }
}

function isReached(since: Version | null, version: Version): boolean {
  if (since === null) return false
  for (const [index, part] of since.entries()) {
    const own = version[index] ?? 0
    if (own !== part) return own > part
  }
  return true
}
