/**
 * Runs the suites that compare answers with every setting forced, and says of how many queries that was true: a run that
 * forces nothing proves nothing. Arguments, files first, are vitest's in place of the suites.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SUITES = ['test/semantics', 'test/tpch', 'test/random']
const GIVEN = process.argv.slice(2)
const SETTINGS = {
  AJNA_DYNAMIC_FILTERS: 'force',
  AJNA_FORCE_SPLITS: '1',
  AJNA_FORCE_PARTITIONS: '2',
  AJNA_FORCE_APART: '1',
}
/** Milliseconds: queries of which each takes three of four kernels wait for each other. */
const TEST_TIMEOUT = 120_000
/** Of the queries that leave work to the engine, the least part that each setting concerns in all suites together. */
const LEAST = { split: 0.5, filtered: 0.03, divided: 0.1, forced: 0.6 }

const COUNTS = ['answered', 'computed', 'split', 'filtered', 'divided', 'forced'] as const
const tallySchema = z.object({ file: z.string(), ...countsOf(() => z.number()) })

type Counts = Readonly<Record<(typeof COUNTS)[number], number>>

const folder = await mkdtemp(join(tmpdir(), 'ajna-forced-'))
try {
  const tallies = join(folder, 'tallies')
  await writeFile(tallies, '')
  const code = await runTests(tallies)
  const sums = await sumsOf(tallies)
  print(sums)
  const missed = missedBy(totalOf(sums))
  if (missed.length > 0)
    process.stdout.write(`Too few of the queries that left work to the engine: ${missed.join(', ')}.\n`)
  process.exitCode = code !== 0 || missed.length > 0 ? 1 : 0
} finally {
  await rm(folder, { recursive: true })
}

async function runTests(tallies: string): Promise<number> {
  const files = GIVEN.length === 0 ? SUITES : GIVEN
  const child = spawn(
    join(ROOT, 'node_modules', '.bin', 'vitest'),
    ['run', `--testTimeout=${TEST_TIMEOUT}`, ...files],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...SETTINGS, AJNA_TALLIES: tallies },
      shell: process.platform === 'win32',
    },
  )
  const [code]: (number | null)[] = await once(child, 'exit')
  return code ?? 1
}

/** What the engines of each file counted. */
async function sumsOf(tallies: string): Promise<ReadonlyMap<string, Counts>> {
  const lines = (await readFile(tallies, 'utf8')).split('\n').filter((line) => line !== '')
  const sums = new Map<string, Counts>()
  for (const line of lines) {
    const { file, ...counts } = tallySchema.parse(JSON.parse(line))
    sums.set(file, added(sums.get(file), counts))
  }
  return sums
}

function added(left: Counts | undefined, right: Counts): Counts {
  return countsOf((name) => (left?.[name] ?? 0) + right[name])
}

function print(sums: ReadonlyMap<string, Counts>): void {
  const rows = [...sums].map(([file, counts]) => [relative(ROOT, file), counts] as const)
  const line = (title: string, cells: readonly (string | number)[]): string =>
    `${title.padEnd(48)}${cells.map((cell) => String(cell).padStart(10)).join('')}\n`
  process.stdout.write(`\n${line('queries', COUNTS)}`)
  for (const [file, counts] of rows.toSorted(([a], [b]) => a.localeCompare(b))) {
    process.stdout.write(
      line(
        file,
        COUNTS.map((name) => counts[name]),
      ),
    )
  }
  const all = totalOf(sums)
  process.stdout.write(
    line(
      'all',
      COUNTS.map((name) => all[name]),
    ),
  )
}

function totalOf(sums: ReadonlyMap<string, Counts>): Counts {
  return [...sums.values()].reduce<Counts>(
    added,
    countsOf(() => 0),
  )
}

/** What is too rare. Of some files it is asked only that anything was forced: one topic has no joins, say. */
function missedBy({ computed, ...counts }: Counts): readonly string[] {
  if (GIVEN.length > 0) return counts.forced > 0 ? [] : ['forced']
  return (['split', 'filtered', 'divided', 'forced'] as const).filter((name) => counts[name] < computed * LEAST[name])
}

function countsOf<Value>(of: (name: keyof Counts) => Value): Record<keyof Counts, Value> {
  return {
    answered: of('answered'),
    computed: of('computed'),
    split: of('split'),
    filtered: of('filtered'),
    divided: of('divided'),
    forced: of('forced'),
  }
}
