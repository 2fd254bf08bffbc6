import { createConnection } from 'mysql2'
import { beforeAll, expect, test } from 'vitest'
import {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type Field,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  JSON_TYPE,
  STRING,
  TIME,
  TIMESTAMP,
  UINT64,
} from '#arrow'
import { AjnaError } from '#core'
import { type Prng, prngOf } from '../../../../test/random/prng.ts'
import { freshMysqlDatabase } from '../../../../test/services/index.ts'
import { fieldsOf } from '../../testing.ts'
import { Answer } from './answer.ts'
import { rowDecoder } from './row-decoder.ts'
import { feed, recordAnswer } from './testing.ts'
import { RowTooLarge, WireFault } from './wire-fault.ts'

const SEED = 4711
const MUTATIONS = 4000
const MAX_ROW_BYTES = 1 << 20

const VALUES = `1, NULL, 127, 255, -32768, 65535, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 2024,
  1.5, 2.5, 123.45, 99999999999999999999.5, 'text', '日本😀', x'00ff', b'1', b'1010', '2024-02-29', '12:34:56.789',
  '2024-02-29 12:34:56.000001', '{"a":1}', repeat('long ', 60)`

const COLUMNS = `id int, nothing int, t tinyint, tu tinyint unsigned, s smallint, su smallint unsigned, i int, iu int unsigned,
  b bigint, bu bigint unsigned, y year, f float, d double, n decimal(15,2), w decimal(38,10), v varchar(20), u text, x varbinary(9),
  one bit(1), bits bit(9), day date, clock time(3), at datetime(6), doc json, wide mediumtext`

const NATIVE = fieldsOf(
  INT32,
  INT32,
  INT16,
  INT16,
  INT16,
  INT32,
  INT32,
  INT64,
  INT64,
  UINT64,
  INT16,
  FLOAT32,
  FLOAT64,
  decimal(15, 2),
  decimal(38, 10),
  STRING,
  STRING,
  BINARY,
  BOOLEAN,
  UINT64,
  DATE,
  TIME,
  TIMESTAMP,
  JSON_TYPE,
  STRING,
)
/** Types that nothing is converted to text from. */
const KEPT: ReadonlySet<string> = new Set(['float32', 'float64', 'binary'])
const AS_TEXT = NATIVE.map(({ name, type }) => ({ name, type: KEPT.has(type.kind) ? type : STRING, nullable: true }))

let recording: Buffer

/** The server's answer to a prepared statement, as its socket had it. */
async function record(sql: string): Promise<Buffer> {
  const { host, port, user, password, database } = await freshMysqlDatabase('CHARACTER SET utf8mb4')
  const connection = createConnection({ host, port, user, password, database })
  const run = (statement: string): Promise<void> =>
    new Promise((resolve, reject) => {
      connection.query(statement, (error) => (error === null ? resolve() : reject(error)))
    })
  await run(`CREATE TABLE every (${COLUMNS})`)
  for (let row = 0; row < 5; row += 1) await run(`INSERT INTO every VALUES (${VALUES})`)
  const answer = await recordAnswer(connection, sql)
  connection.destroy()
  return answer
}

beforeAll(async () => {
  recording = await record('SELECT * FROM every')
})

/** Rows of a whole answer; undefined for one without an end. @throws what the decoder throws */
function decode(bytes: Buffer, fields: readonly Field[], chunkBytes: number): number | undefined {
  let rows = 0
  let finish = (): number => 0
  const answer = new Answer(
    {
      described: (columns) => {
        if (columns.length !== fields.length) return undefined
        const decoder = rowDecoder('fuzz', columns, fields, (batch) => {
          rows += batch.numRows
        })
        finish = () => decoder.finish()?.numRows ?? 0
        return decoder.row
      },
    },
    1,
    MAX_ROW_BYTES,
  )
  return feed(answer, bytes, chunkBytes) === undefined ? undefined : rows + finish()
}

/** A few bytes changed, lost, doubled or put in. */
function mutated(bytes: Buffer, prng: Prng): Buffer {
  let changed = Buffer.from(bytes)
  for (let count = 1 + prng.below(3); count > 0; count -= 1) {
    const at = prng.below(changed.length)
    const length = 1 + prng.below(8)
    const [before, part, after] = [
      changed.subarray(0, at),
      changed.subarray(at, at + length),
      changed.subarray(at + length),
    ]
    const random = Buffer.from(
      Array.from({ length: part.length }, () => prng.pick([0, 1, 250, 251, 252, 253, 254, 255, prng.below(256)])),
    )
    changed = Buffer.concat(
      prng.pick<readonly Buffer[]>([
        [before, random, after],
        [before, random.subarray(0, 1), part.subarray(1), after],
        [before, after],
        [before, part, part, after],
        [before, random, part, after],
        [before],
      ]),
    )
  }
  return changed
}

test('the recording is whole', () => {
  expect(decode(recording, NATIVE, recording.length)).toBe(5)
  expect(decode(recording, NATIVE, 1)).toBe(5)
  expect(decode(recording, AS_TEXT, 100)).toBe(5)
})

test.each([
  ['their own types', NATIVE],
  ['other types', AS_TEXT],
])(`${MUTATIONS} damaged answers read as %s end in typed errors only (seed ${SEED})`, (_what, fields) => {
  const prng = prngOf(SEED)
  const outcomes = { whole: 0, cut: 0, refused: 0 }
  for (let round = 0; round < MUTATIONS; round += 1) {
    const damaged = mutated(recording, prng)
    try {
      const rows = decode(damaged, fields, 1 + prng.below(2000))
      outcomes[rows === undefined ? 'cut' : 'whole'] += 1
    } catch (error) {
      const typed = error instanceof WireFault || error instanceof RowTooLarge || error instanceof AjnaError
      if (!typed) throw new Error(`round ${round} of seed ${SEED}: ${damaged.toString('hex')}`, { cause: error })
      outcomes.refused += 1
    }
  }
  expect(outcomes.refused).toBeGreaterThan(MUTATIONS / 4)
  expect(outcomes.cut).toBeGreaterThan(0)
})
