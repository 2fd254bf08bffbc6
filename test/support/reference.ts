import pg from 'pg'
import type { ReferenceRows } from './compare.ts'

/** What the reference PostgreSQL answers: values as the text it prints, types by the engine's names. */
export interface ReferenceAnswer {
  readonly rows: ReferenceRows
  readonly types: readonly string[]
}

/** The engine's type for each PostgreSQL type the tests meet, by OID; decimals without precision. */
const TYPES: Readonly<Record<number, string>> = {
  16: 'boolean',
  20: 'int64',
  21: 'int16',
  23: 'int32',
  25: 'string',
  700: 'float32',
  701: 'float64',
  1043: 'string',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamptz',
  1700: 'decimal',
}

/** Runs a query on the reference in UTC. */
export async function referenceAnswer(url: string, sql: string): Promise<ReferenceAnswer> {
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } })
  await client.connect()
  try {
    await client.query("SET TIME ZONE 'UTC'")
    const { rows, fields } = await client.query<(string | null)[]>({ text: sql, rowMode: 'array' })
    return { rows, types: fields.map(({ dataTypeID }) => TYPES[dataTypeID] ?? `oid ${dataTypeID}`) }
  } finally {
    await client.end()
  }
}

/** The rows of a query on the reference. */
export async function referenceRows(url: string, sql: string): Promise<ReferenceRows> {
  return (await referenceAnswer(url, sql)).rows
}

/** Runs statements on the reference. */
export async function referenceExecute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
