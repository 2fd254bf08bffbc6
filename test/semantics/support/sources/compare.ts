import { mapAtOnce } from '../../../support/at-once.ts'
import { type Comparison, differenceOfSql } from '../outcome.ts'
import type { Matrix, MatrixSource } from './matrix.ts'
import type { Placement, TypedExpression } from './placements.ts'

/** SQL of the matrix; `numeric` names a deviation of docs/semantics.md that its decimals follow. */
export type SourceCase = string | { readonly sql: string; readonly numeric: Exclude<Comparison['numeric'], undefined> }

/** The SQL of a case. */
export function sqlOf(entry: SourceCase): string {
  return typeof entry === 'string' ? entry : entry.sql
}

/** A wrong answer: the statement, and how it differs from the reference's. */
export interface Finding {
  readonly source: string
  readonly sql: string
  readonly problem: string
}

export type Mode = 'auto' | 'off'

/** As many as the engine runs at the same time. */
const AT_ONCE = 4
/** So many expressions go into one statement. */
const BATCH = 30

/** The names of `samples`' columns that a text mentions. */
function mentioned(sql: string): readonly string[] {
  return [...new Set(sql.match(/\bc_[a-z]+/g) ?? [])]
}

/** Whether a source that has these columns has all that a case is about. */
export function holds(columns: ReadonlySet<string>, sql: string): boolean {
  return mentioned(sql).every((column) => columns.has(column))
}

/** Whole statements over `samples`, each compared with the reference. */
export async function compareStatements(
  matrix: Matrix,
  source: MatrixSource,
  mode: Mode,
  cases: readonly SourceCase[],
): Promise<readonly Finding[]> {
  const held = cases.filter((entry) => holds(source.columns, sqlOf(entry)))
  const findings = await mapAtOnce(held, AT_ONCE, async (entry): Promise<readonly Finding[]> => {
    const { sql, numeric } = typeof entry === 'string' ? { sql: entry, numeric: 'exact' as const } : entry
    const problem = await compareOne(matrix, source, mode, sql, numeric)
    return problem === undefined ? [] : [{ source: `${source.name}, ${mode}`, sql, problem }]
  })
  return findings.flat()
}

/** Expressions over `samples`, in every place of a statement that takes their type: many in one, the culprit by name. */
export async function compareExpressions(
  matrix: Matrix,
  source: MatrixSource,
  mode: Mode,
  cases: readonly SourceCase[],
  placements: readonly Placement[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const numeric of ['exact', 'scale', 'float'] as const) {
    const chosen = cases.flatMap((entry) => {
      const full = typeof entry === 'string' ? { sql: entry, numeric: 'exact' as const } : entry
      return full.numeric === numeric && holds(source.columns, full.sql) ? [full.sql] : []
    })
    const typed = await typesOf(matrix, source, placements, chosen)
    for (const placement of placements) {
      const found = await mapAtOnce(
        batchesFor(placement, typed, placement === placements[0]),
        AT_ONCE,
        async (batch): Promise<readonly Finding[]> => {
          const parts = await partsOf(matrix, source, mode, placement, batch)
          const findings: Finding[] = []
          for (const part of parts)
            findings.push(...(await compareBatch(matrix, source, mode, placement, part, numeric)))
          return findings
        },
      )
      findings.push(...found.flat())
    }
  }
  return findings
}

/** The type of each expression in the first of the places, as the reference has it; one that fails there is of the type `failure`. */
async function typesOf(
  matrix: Matrix,
  { range }: MatrixSource,
  [placement]: readonly Placement[],
  expressions: readonly string[],
): Promise<readonly TypedExpression[]> {
  const typed: TypedExpression[] = []
  if (placement === undefined) return typed
  for (const sql of expressions) {
    const outcome = await matrix.reference(placement.statement([sql]), range)
    typed.push({ sql, type: outcome.kind === 'rows' ? (outcome.types.at(-1) ?? '') : 'failure' })
  }
  return typed
}

/** What fails is tried in one place only, and alone. */
function batchesFor(
  placement: Placement,
  typed: readonly TypedExpression[],
  withFailing: boolean,
): readonly (readonly string[])[] {
  const fit = typed.filter((expression) => expression.type !== 'failure' && placement.takes(expression))
  const groups = Map.groupBy(fit, ({ type }) => (placement.oneType ? type : ''))
  const failing = typed.filter(({ type }) => type === 'failure').map(({ sql }) => [sql])
  const batches = [...groups.values()].flatMap((group) => chunks(group.map(({ sql }) => sql)))
  return withFailing ? [...batches, ...failing] : batches
}

/**
 * A source takes the whole of a SELECT list or nothing: what it takes is asked of it apart from what it refuses, or it
 * would be asked of nothing.
 */
async function partsOf(
  matrix: Matrix,
  source: MatrixSource,
  mode: Mode,
  placement: Placement,
  batch: readonly string[],
): Promise<readonly (readonly string[])[]> {
  if (mode === 'off' || !placement.wholeOrNothing) return [batch]
  if (batch.length === 1 || (await isPushed(matrix, source, placement.statement(batch)))) return [batch]
  const [pushed, kept]: [string[], string[]] = [[], []]
  for (const sql of batch) {
    const list = (await isPushed(matrix, source, placement.statement([sql]))) ? pushed : kept
    list.push(sql)
  }
  return [pushed, kept].filter((part) => part.length > 0)
}

const pushedThere = new Map<string, Promise<boolean>>()

/** Whether a source runs the whole statement; the zone of the process does not matter to that. */
function isPushed(matrix: Matrix, source: MatrixSource, sql: string): Promise<boolean> {
  const key = `${source.name} ${sql}`
  const known = pushedThere.get(key) ?? matrix.isPushed(sql, source)
  pushedThere.set(key, known)
  return known
}

function chunks(list: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(list.length / BATCH)
  return Array.from({ length: count }, (_, index) => list.slice(index * BATCH, (index + 1) * BATCH))
}

async function compareBatch(
  matrix: Matrix,
  source: MatrixSource,
  mode: Mode,
  placement: Placement,
  batch: readonly string[],
  numeric: Comparison['numeric'],
): Promise<readonly Finding[]> {
  const sql = placement.statement(batch)
  const problem = await compareOne(matrix, source, mode, sql, numeric)
  if (problem === undefined) return []
  if (batch.length === 1) return [{ source: source.name, sql, problem }]
  const middle = Math.ceil(batch.length / 2)
  const halves = [batch.slice(0, middle), batch.slice(middle)]
  const found: Finding[] = []
  for (const half of halves) found.push(...(await compareBatch(matrix, source, mode, placement, half, numeric)))
  return found.length > 0 ? found : [{ source: source.name, sql, problem: `only together: ${problem}` }]
}

async function compareOne(
  matrix: Matrix,
  source: MatrixSource,
  mode: Mode,
  sql: string,
  numeric: Comparison['numeric'],
): Promise<string | undefined> {
  const [ours, reference] = await Promise.all([matrix.run(sql, source, mode), matrix.reference(sql, source.range)])
  const ordered = / order by [^()]*$/i.test(sql)
  return differenceOfSql(ours, reference, numeric === undefined ? { ordered } : { ordered, numeric })
}
