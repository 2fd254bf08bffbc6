import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GROUPING } from '../../grouping.cases.ts'
import { JOINS } from '../../joins.cases.ts'
import { QUANTIFIED, ROWS } from '../../rows.cases.ts'
import { CASES, type CaseList, SHARES } from '../../sources.lists.ts'
import { TABLE_FUNCTIONS, UNNEST } from '../../table-functions.cases.ts'
import { TOPICS } from '../../topics.ts'
import { TRAPS } from '../../traps.cases.ts'
import { WINDOWS } from '../../windows.cases.ts'
import { TABLES } from '../relational.ts'
import { holds, type Mode, type SourceCase, sqlOf } from '../sources/compare.ts'
import { PLACEMENTS, type Placement } from '../sources/placements.ts'
import { declaredTables } from './declared-tables.ts'
import type { MadeCall } from './made-calls.ts'
import { type FixedConnection, plannedCalls } from './planned-calls.ts'

/** In these of its places an expression meets functions that it does not meet in the others. */
const TELLING: ReadonlySet<string> = new Set(['SELECT', 'WHERE', 'count', 'min and max'])

/** The functions that the matrix calls at one of its sources, as its share says. */
export async function matrixCalls(connection: FixedConnection): Promise<readonly MadeCall[]> {
  const columns = new Set((connection.tables.get('samples') ?? []).map(({ name }) => name))
  const calls: MadeCall[] = []
  for (const share of SHARES.filter(({ source }) => source === connection.name)) {
    const concerned = (entry: SourceCase): boolean => share.about.test(sqlOf(entry)) && holds(columns, sqlOf(entry))
    for (const { expressions = [], statements = [], placements } of [...Object.values(CASES), ...TRAP_LISTS]) {
      const chosen = expressions.filter(concerned).map(sqlOf)
      for (const place of placements ?? share.placements.filter(isTelling)) {
        calls.push(...(await callsInPlace(place, chosen, connection, share.mode)))
      }
      for (const sql of statements.filter(concerned).map(sqlOf)) {
        calls.push(...((await plannedCalls(sql, [connection], share.mode)) ?? []))
      }
    }
  }
  return calls
}

const TRAP_LISTS: readonly CaseList[] = TRAPS.map(({ everywhere = [] }) => ({ statements: everywhere }))

/** Many in one statement, as the matrix runs them; each alone where not all are computed by the source. */
async function callsInPlace(
  place: Placement,
  expressions: readonly string[],
  connection: FixedConnection,
  mode: Mode,
): Promise<readonly MadeCall[]> {
  const [first] = expressions
  if (first === undefined) return []
  const together = await plannedCalls(place.statement(expressions), [connection], mode)
  const isWhole = together?.every((call) => mode === 'off' || call.connection !== null) === true
  if (together !== undefined && (isWhole || expressions.length === 1)) return together
  if (expressions.length === 1) return []
  const middle = Math.ceil(expressions.length / 2)
  const halves = [expressions.slice(0, middle), expressions.slice(middle)]
  return (await Promise.all(halves.map((half) => callsInPlace(place, half, connection, mode)))).flat()
}

function isTelling(placement: Placement): boolean {
  return PLACEMENTS.includes(placement) && TELLING.has(placement.name)
}

/** The functions that the topics call over tables of a PostgreSQL of this version. */
export async function topicCalls(serverVersion: string, mode: 'auto' | 'off'): Promise<readonly MadeCall[]> {
  const calls: MadeCall[] = []
  for (const { tables, statements, pushed = [] } of Object.values(TOPICS)) {
    const all = mode === 'auto' ? [...statements, ...pushed] : statements
    calls.push(...(await callsOver(tables, all, serverVersion, mode)))
  }
  return calls
}

/** The functions that the statements about clauses, and the long list of expressions, call in the kernel and at PostgreSQL. */
export async function languageCalls(serverVersion: string, mode: 'auto' | 'off'): Promise<readonly MadeCall[]> {
  const clauses = [GROUPING, JOINS, WINDOWS, ROWS, QUANTIFIED, TABLE_FUNCTIONS, UNNEST].flat()
  const relational = await callsOver(TABLES, clauses, serverVersion, mode)
  return mode === 'auto' ? relational : [...relational, ...(await expressionCalls(serverVersion))]
}

const EXPRESSION_TABLES = `CREATE TABLE samples (i int, b bigint, n numeric(10,2), f float8, s text, d date, o boolean);
  CREATE TABLE series (v int, i int, s text)`

async function expressionCalls(serverVersion: string): Promise<readonly MadeCall[]> {
  const file = join(import.meta.dirname, '..', '..', '..', 'data', 'expressions', 'expressions.sql')
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const statements = lines.filter((line) => !line.startsWith('-- '))
  return callsOver(EXPRESSION_TABLES, statements, serverVersion, 'off')
}

async function callsOver(
  tables: string,
  statements: readonly string[],
  serverVersion: string,
  mode: 'auto' | 'off',
): Promise<readonly MadeCall[]> {
  const described = await declaredTables(tables, 'binary')
  const connection = { name: 'topic', sourceType: 'postgres', serverVersion, tables: described }
  const calls: MadeCall[] = []
  for (const sql of statements) calls.push(...((await plannedCalls(sql, [connection], mode)) ?? []))
  return calls
}
