import pg from 'pg'
import type { Outcome } from './outcome.ts'

/** PostgreSQL as the judge: one session in UTC. */
export interface Reference {
  run(sql: string): Promise<Outcome>
  execute(sql: string): Promise<void>
  close(): Promise<void>
}

/** The engine's type for each PostgreSQL type the tests meet, by OID; decimals without precision. */
const SCALARS: Readonly<Record<number, readonly [type: string, arrayOid: number]>> = {
  16: ['boolean', 1000],
  17: ['binary', 1001],
  20: ['int64', 1016],
  21: ['int16', 1005],
  23: ['int32', 1007],
  25: ['string', 1009],
  114: ['json', 199],
  700: ['float32', 1021],
  701: ['float64', 1022],
  1042: ['string', 1014],
  1043: ['string', 1015],
  1082: ['date', 1182],
  1083: ['time', 1183],
  1114: ['timestamp', 1115],
  1184: ['timestamptz', 1185],
  1186: ['interval', 1187],
  1700: ['decimal', 1231],
  2950: ['uuid', 2951],
  3802: ['json', 3807],
}

const TYPES: ReadonlyMap<number, string> = new Map(
  Object.entries(SCALARS).flatMap(([oid, [type, arrayOid]]): [number, string][] => [
    [Number(oid), type],
    [arrayOid, `${type}[]`],
  ]),
)

/** Opens a session on a reference database. */
export async function openReference(url: string): Promise<Reference> {
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } })
  await client.connect()
  await client.query(`SET TIME ZONE 'UTC'`)
  let last: Promise<unknown> = Promise.resolve()
  /** One statement of the session after the other, whoever asks. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
  return {
    async run(sql) {
      try {
        const { rows, fields } = await inTurn(() => client.query<(string | null)[]>({ text: sql, rowMode: 'array' }))
        return {
          kind: 'rows',
          types: fields.map(({ dataTypeID }) => TYPES.get(dataTypeID) ?? `oid ${dataTypeID}`),
          names: fields.map(({ name }) => name),
          rows,
        }
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error
        const place = error.position === undefined ? {} : { position: placeOf(sql, Number(error.position)) }
        return { kind: 'failure', code: null, sqlState: error.code ?? null, message: error.message, ...place }
      }
    },
    async execute(sql) {
      await inTurn(() => client.query(sql))
    },
    close: () => inTurn(() => client.end()),
  }
}

/** Line and column of the n-th character, from 1. */
function placeOf(sql: string, character: number): { readonly line: number; readonly column: number } {
  const before = Array.from(sql)
    .slice(0, character - 1)
    .join('')
    .split('\n')
  return { line: before.length, column: Array.from(before.at(-1) ?? '').length + 1 }
}
