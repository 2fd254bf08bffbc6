import { type FileHandle, open, readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ValidationError } from '#core'
import type { ApiClient, QueryView } from '../api-client.ts'
import { type CommandLine, numberFlag, parametersOf } from '../arguments.ts'
import { progressLine } from '../progress-line.ts'
import { textTable } from '../text-table.ts'

const TABLE_ROWS = 1000
const FORMATS = ['table', 'json', 'ndjson', 'csv', 'arrow', 'parquet']
const BINARY_FORMATS = ['arrow', 'parquet']

/** `ajna query`: submits, shows progress, prints the result; Ctrl-C cancels the query, also one that is being submitted. */
export async function query(line: CommandLine, client: ApiClient): Promise<void> {
  const format = formatOf(line)
  const submitting = client.post<QueryView>('/v1/queries', await submission(line))
  const progress = progressLine()
  const cancel = (): void => {
    // The poll below reports the cancel, or why it could not be sent; it waits for the id of a query just submitted.
    const canceling = submitting.then(
      ({ query_id }) => client.delete(query_id),
      () => undefined,
    )
    canceling.catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
  }
  process.once('SIGINT', cancel)
  try {
    const { query_id } = await submitting
    const ended = await client.untilEnded(query_id, (now) => progress.show(now))
    progress.clear()
    await printResult(client, query_id, format, line.flags['output'])
    if (!line.switches.has('quiet')) process.stderr.write(`${summary(ended)}\n`)
  } finally {
    progress.clear()
    process.off('SIGINT', cancel)
  }
}

/** `ajna submit`: prints the id and leaves the query running. */
export async function submit(line: CommandLine, client: ApiClient): Promise<void> {
  const submitted = await client.post<QueryView>('/v1/queries', await submission(line))
  process.stdout.write(`${submitted.query_id}\n`)
}

/** `ajna results ID`: prints or saves the result of a query that has ended. */
export async function results(line: CommandLine, client: ApiClient): Promise<void> {
  await printResult(client, requiredWord(line, 'a query id'), formatOf(line), line.flags['output'])
}

/** The statement of a command line: SQL as words, `--file FILE.sql`, or `--query FILE.json` for a QueryRequest. */
export async function statement(line: CommandLine): Promise<Record<string, unknown>> {
  const { file, query: requestFile, pushdown, consistency, dialect } = line.flags
  const parameters = parametersOf(line)
  const common = {
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(pushdown === undefined ? {} : { pushdown }),
    ...(consistency === undefined ? {} : { consistency }),
  }
  if (requestFile !== undefined) return { query: parseJson(requestFile, await readText(requestFile)), ...common }
  const sql = file === undefined ? line.words.join(' ') : await readText(file)
  if (sql.trim() === '') {
    throw new ValidationError('VALIDATION_ERROR', 'Give the SQL in quotes, or --file FILE.sql, or --query FILE.json.')
  }
  return { sql, ...common }
}

async function submission(line: CommandLine): Promise<Record<string, unknown>> {
  const { name } = line.flags
  const priority = numberFlag(line, 'priority')
  const timeout = numberFlag(line, 'timeout')
  return {
    ...(await statement(line)),
    ...(line.switches.has('verify') ? { verify: true } : {}),
    ...(name === undefined ? {} : { name }),
    ...(priority === undefined ? {} : { priority }),
    ...(timeout === undefined ? {} : { timeout_seconds: timeout }),
  }
}

async function printResult(client: ApiClient, id: string, format: string, output: string | undefined): Promise<void> {
  const bytes =
    format === 'table'
      ? Readable.from([Buffer.from(`${await resultTable(client, id)}\n`)])
      : Readable.fromWeb(await client.download(id, format))
  if (output === undefined) await pipeline(bytes, process.stdout, { end: false })
  else await pipeline(bytes, (await openOutput(output)).createWriteStream())
}

async function openOutput(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'w')
  } catch (cause) {
    throw new ValidationError('VALIDATION_ERROR', `${file} cannot be written: is its folder there, and yours?`, {
      cause,
    })
  }
}

async function resultTable(client: ApiClient, id: string): Promise<string> {
  const page = await client.page(id, 1, TABLE_ROWS)
  const table = textTable(page.schema.fields, page.rows)
  if (page.next_page === null) return table
  return `${table}\n… the first ${TABLE_ROWS} of ${page.row_count} rows; --format csv writes all of them`
}

function summary(query: QueryView): string {
  const seconds = ((query.statistics?.total_ms ?? 0) / 1000).toFixed(2)
  const cut = query.truncated ? ' (cut by default_limit; give a LIMIT for more)' : ''
  const rows = query.row_count ?? 0
  return `${rows} ${rows === 1 ? 'row' : 'rows'} in ${seconds} s${cut}  ${query.query_id}`
}

function formatOf(line: CommandLine): string {
  const { format = 'table', output } = line.flags
  if (!FORMATS.includes(format)) {
    throw new ValidationError('VALIDATION_ERROR', `--format is one of ${FORMATS.join(', ')}, not "${format}".`)
  }
  if (BINARY_FORMATS.includes(format) && output === undefined && process.stdout.isTTY) {
    throw new ValidationError('VALIDATION_ERROR', `${format} is not for a terminal: name a file with --output FILE.`)
  }
  return format
}

/** The first word after the command. @throws ValidationError naming what is missing */
export function requiredWord(line: CommandLine, what: string): string {
  const [word] = line.words
  if (word === undefined) throw new ValidationError('VALIDATION_ERROR', `"ajna ${line.command}" needs ${what}.`)
  return word
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new ValidationError('VALIDATION_ERROR', `${file} cannot be read: does it exist?`, { cause })
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ValidationError('VALIDATION_ERROR', `${file} is not JSON.`, { cause })
  }
}
