import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EVERYTHING_FORCED, MAX_ROWS, openEngine, type SemanticsEngine } from '../semantics/support/engine.ts'
import { difference, type Outcome } from '../semantics/support/outcome.ts'
import { openReference, type Reference } from '../semantics/support/reference.ts'
import { freshReferenceDatabase } from '../services/index.ts'
import { mapAtOnce } from '../support/at-once.ts'
import { prngOf } from './prng.ts'
import { randomQuery } from './random-queries.ts'
import { shrink } from './shrink.ts'
import { makeReference, makeSources } from './sources.ts'
import { exprText, type Query, queryText } from './syntax.ts'

/** Runs for this long instead of a number of queries: `npm run random`. */
const MINUTES = process.env['AJNA_RANDOM_MINUTES']
const QUERIES = Number(process.env['AJNA_RANDOM_QUERIES'] ?? 5000)
/** The same seed gives the same queries; a run for some time has new ones. */
const SEED = Number(process.env['AJNA_RANDOM_SEED'] ?? (MINUTES === undefined ? 1 : Date.now() % 1_000_000_000))
const QUERIES_A_TEST = 100
/** Each query runs in this many ways at the same time. */
const MODES = ['off', 'auto'] as const
const SHRINK_BUDGET = 400
/** Of so many seeds one has every setting forced. */
const FORCED_EVERY = 5
/** A refusal is an honest answer, and must be a rare one: out of a hundred. */
const MOST_REFUSED = 2
const REFUSAL = 'failed: UNSUPPORTED'
/** As many as the engine runs at the same time. */
const AT_ONCE = 4

type Mode = (typeof MODES)[number]

let folder: string
let reference: Reference
let planned: SemanticsEngine
let forced: SemanticsEngine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-random-'))
  const { url } = await freshReferenceDatabase()
  await makeReference(url)
  reference = await openReference(url)
  const sources = await makeSources(folder)
  planned = await openEngine(sources)
  forced = await openEngine(sources, {}, EVERYTHING_FORCED)
  console.log(`Random queries from AJNA_RANDOM_SEED=${SEED} on`)
}, 180_000)

afterAll(async () => {
  await planned?.close()
  await forced?.close()
  await reference?.close()
  rmSync(folder, { recursive: true })
})

function engineOf(seed: number): SemanticsEngine {
  return seed % FORCED_EVERY === 0 ? forced : planned
}

/** What is wrong with the answer in a mode; undefined when nothing is. */
async function wrong(query: Query, engine: SemanticsEngine, mode: Mode, wanted: Outcome): Promise<string | undefined> {
  const ours = await engine.run(queryText(query), { pushdown: mode })
  if (wanted.kind === 'failure' && mayBeUnmet(wanted)) return undefined
  return difference(ours, wanted, { ordered: query.orderBy.length === query.types.length, numeric: placesOf(query) })
}

/** How many places an average has is the plan's to say; every other decimal is PostgreSQL's to the digit. */
function placesOf({ body }: Query): readonly ('exact' | 'scale')[] {
  if (body.kind === 'set') return []
  return body.items.map((item) => (exprText(item).startsWith('avg(') ? 'scale' : 'exact'))
}

/** A value that cannot be computed fails the query only where it is computed, which is a matter of the plan. */
function mayBeUnmet({ sqlState }: Extract<Outcome, { kind: 'failure' }>): boolean {
  return sqlState?.startsWith('22') === true
}

/** The same for what fails alike: the code of a failure, or that the answer is another one. */
function kindOf(what: string): string {
  return /^failed(?::| with) [A-Z_]+/.exec(what)?.[0] ?? 'wrong answer'
}

type WrongAnswer = { readonly kind: 'wrong'; readonly mode: Mode; readonly what: string }
type Fault = WrongAnswer | { readonly kind: 'refused'; readonly what: string }

async function faultOf(query: Query, engine: SemanticsEngine): Promise<Fault | undefined> {
  const wanted = await reference.run(queryText(query))
  if (wanted.kind === 'rows' && wanted.rows.length > MAX_ROWS) return undefined
  for (const mode of MODES) {
    const what = await wrong(query, engine, mode, wanted)
    if (what === undefined) continue
    return what.startsWith(REFUSAL) && wanted.kind === 'rows'
      ? { kind: 'refused', what }
      : { kind: 'wrong', mode, what }
  }
  return undefined
}

async function report(query: Query, fault: WrongAnswer, seed: number): Promise<string> {
  const { mode } = fault
  const engine = engineOf(seed)
  let what = fault.what
  const failsAlike = async (candidate: Query): Promise<boolean> => {
    const wanted = await reference.run(queryText(candidate))
    const found = wanted.kind === 'rows' ? await wrong(candidate, engine, mode, wanted) : undefined
    if (found === undefined || kindOf(found) !== kindOf(what)) return false
    what = found
    return true
  }
  const smallest = await shrink(query, failsAlike, SHRINK_BUDGET)
  return `AJNA_RANDOM_SEED=${seed}, pushdown ${mode}: ${what}\n${queryText(smallest)}`
}

/** Queries that have run, and what was said of those that were refused. */
let asked = 0
const refusals: string[] = []

/** The wrong answers to the queries that a seed makes. */
async function faultsOf(seed: number, count: number): Promise<readonly string[]> {
  const prng = prngOf(seed)
  const queries = Array.from({ length: count }, () => randomQuery(prng))
  const faults: string[] = []
  await mapAtOnce(queries, AT_ONCE, async (query) => {
    const fault = await faultOf(query, engineOf(seed))
    if (fault?.kind === 'refused') refusals.push(`AJNA_RANDOM_SEED=${seed}: ${fault.what}`)
    if (fault?.kind === 'wrong') faults.push(await report(query, fault, seed))
  })
  asked += count
  return faults
}

const COUNT = MINUTES === undefined ? QUERIES : QUERIES_A_TEST
const CHUNKS = Array.from({ length: Math.ceil(COUNT / QUERIES_A_TEST) }, (_, chunk) => SEED + chunk)

describe(`random queries from seed ${SEED} are answered as PostgreSQL does, pushed and not`, () => {
  test.each(CHUNKS)('%i', { timeout: 0 }, async (first) => {
    const end = Date.now() + Number(MINUTES ?? 0) * 60_000
    const faults: string[] = []
    let seed = first
    do {
      const found = await faultsOf(seed, Math.min(COUNT, QUERIES_A_TEST))
      faults.push(...found)
      if (MINUTES !== undefined) {
        const queries = (seed - SEED + 1) * QUERIES_A_TEST
        console.log([`${queries} queries, ${faults.length} faults, the last from seed ${seed}`, ...found].join('\n\n'))
      }
      seed++
    } while (Date.now() < end)
    expect(faults.join('\n\n')).toBe('')
  })

  test('few of them are refused', () => {
    expect(refusals.length, refusals.join('\n')).toBeLessThanOrEqual((asked * MOST_REFUSED) / 100)
  })
})
