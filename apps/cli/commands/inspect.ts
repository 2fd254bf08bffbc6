import { parseQueryId } from '#core'
import type { ApiClient, QueryView } from '../api-client.ts'
import type { CommandLine } from '../arguments.ts'
import { progressText } from '../progress-line.ts'
import { textTable } from '../text-table.ts'
import { requiredWord, statement } from './query.ts'

/** `ajna status ID`: one line, or all of it with --json. */
export async function status(line: CommandLine, client: ApiClient): Promise<void> {
  const query = await client.get<QueryView>(`/v1/queries/${encodeURIComponent(requiredWord(line, 'a query id'))}`)
  print(line.switches.has('json') ? json(query) : progressText(query))
  if (query.error !== null && !line.switches.has('json')) print(query.error.message)
}

/** `ajna cancel ID`. */
export async function cancel(line: CommandLine, client: ApiClient): Promise<void> {
  const query = await client.delete(requiredWord(line, 'a query id'))
  print(query === undefined ? 'deleted' : query.state.toLowerCase())
}

interface PlanView {
  readonly plan: unknown
  readonly text: string | null
}

/** `ajna explain SQL`, or `ajna explain ID` with the figures of its run: the plan as text, or as JSON with --json. */
export async function explain(line: CommandLine, client: ApiClient): Promise<void> {
  const [word = ''] = line.words
  const answer =
    parseQueryId(word) !== undefined
      ? await client.get<PlanView>(`/v1/queries/${word}/plan`)
      : await client.post<PlanView>('/v1/explain', await statement(line))
  print(line.switches.has('json') ? json(answer.plan) : (answer.text ?? 'The query has no plan yet.'))
}

/** `ajna convert SQL`: the QueryRequest as JSON. */
export async function convert(line: CommandLine, client: ApiClient): Promise<void> {
  const { sql, dialect } = await statement(line)
  print(json(await client.post('/v1/convert', { sql, dialect })))
}

/** `ajna validate SQL`: the verdict as JSON. @returns whether it is valid */
export async function validate(line: CommandLine, client: ApiClient): Promise<boolean> {
  const verdict = await client.post<{ readonly valid: boolean }>('/v1/validate', await statement(line))
  print(json(verdict))
  return verdict.valid
}

interface SourceView {
  readonly name: string
  readonly type: string
  readonly location: string
}

/** `ajna sources [NAME]`: the sources, or the tables of one. */
export async function sources(line: CommandLine, client: ApiClient): Promise<void> {
  const [name] = line.words
  if (name !== undefined) {
    const { tables } = await client.get<{ readonly tables: readonly string[] }>(
      `/v1/tables?source=${encodeURIComponent(name)}`,
    )
    print(tables.join('\n'))
    return
  }
  const answer = await client.get<{ readonly sources: readonly SourceView[] }>('/v1/sources')
  const columns = ['name', 'type', 'location'].map((column) => ({ name: column, type: 'string' }))
  print(
    textTable(
      columns,
      answer.sources.map((source) => [source.name, source.type, source.location]),
    ),
  )
}

interface MemberView {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly started_at: string
}

/** `ajna workers`: who is alive. */
export async function workers(_line: CommandLine, client: ApiClient): Promise<void> {
  const answer = await client.get<{ readonly workers: readonly MemberView[] }>('/v1/workers')
  const columns = ['id', 'host', 'pid', 'started_at'].map((column) => ({ name: column, type: 'string' }))
  print(
    textTable(
      columns,
      answer.workers.map(({ id, host, pid, started_at }) => [id, host, pid, started_at]),
    ),
  )
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
