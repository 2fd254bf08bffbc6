import type { SourceCosts } from '#plan'

/** Measured on TPC-H at scale 1 (docs/decisions/0006-pushdown-by-cost.md), in nanoseconds of one core. */
const POSTGRES: SourceCosts = {
  scanRow: 100,
  lookup: 1000,
  expression: 30,
  groupRow: 130,
  group: 300,
  orderedGroupRow: 130,
  hashJoinRow: 90,
  compare: 45,
  sendRow: 120,
  sendValue: 60,
  sendByte: 2,
  knowsValues: true,
}

const MARIADB: SourceCosts = {
  scanRow: 150,
  lookup: 3000,
  expression: 60,
  groupRow: 230,
  group: 1500,
  orderedGroupRow: 80,
  hashJoinRow: null,
  compare: 12,
  sendRow: 100,
  sendValue: 30,
  sendByte: 2,
  knowsValues: false,
}

/** MySQL joins by hashing where no index helps, and keeps no statistics of columns without one either. */
const MYSQL: SourceCosts = { ...MARIADB, hashJoinRow: 200 }

/** What work takes at a kind of source; undefined where it runs in this process or has not been measured. */
export function sourceCosts(sourceType: string, serverVersion: string): SourceCosts | undefined {
  switch (sourceType) {
    case 'postgres':
      return POSTGRES
    case 'mysql':
      return serverVersion.startsWith('MariaDB') ? MARIADB : MYSQL
    default:
      return undefined
  }
}
