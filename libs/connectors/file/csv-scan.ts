import type { DuckDBConnection } from '@duckdb/node-api'
import type { FileSourceConfig } from '#config'
import { QueryError } from '#core'
import { identifier, list, quoted } from './sql-text.ts'

/** How the CSV files of a source are written. */
export interface CsvForm {
  readonly options: readonly string[]
  readonly hasHeader: boolean
}

/** RFC 4180's quotes, never guessed: a guess from a file without them spoils the next one. A bare empty text is NULL. */
const FIXED = [`quote = '"'`, `escape = '"'`, `comment = ''`, 'allow_quoted_nulls = false']

/** Delimiter and header as configured, else as the first file has them; then the same for all files. */
export async function csvForm(
  connection: DuckDBConnection,
  config: FileSourceConfig,
  files: readonly string[],
): Promise<CsvForm> {
  const known = [
    ...FIXED,
    ...(config.delimiter === null ? [] : [`delim = ${quoted(config.delimiter)}`]),
    ...(config.header === null ? [] : [`header = ${config.header}`]),
    ...(config.nullText === null ? [] : [`nullstr = ${quoted(config.nullText)}`]),
  ]
  const sql = `SELECT Delimiter, SkipRows, HasHeader FROM sniff_csv(${[quoted(files[0] ?? ''), ...known].join(', ')})`
  const [row = []] = (await connection.runAndReadAll(sql)).getRows()
  const hasHeader = config.header ?? row[2] === true
  const options = [
    ...known,
    ...(config.delimiter === null ? [`delim = ${quoted(String(row[0]))}`] : []),
    ...(config.header === null ? [`header = ${hasHeader}`] : []),
    `skip = ${Number(row[1])}`,
  ]
  return { options, hasHeader }
}

/** The files with types found out, to learn their columns. Only dates as ISO 8601 writes them are taken for dates. */
export function csvSample(files: readonly string[], { options }: CsvForm): string {
  return `read_csv(${[list(files), ...options, `dateformat = '%Y-%m-%d'`].join(', ')})`
}

/** The files as texts under these names. Nothing is detected any more: detection loses rows of files of mixed kinds. */
export function csvTexts(files: readonly string[], { options }: CsvForm, names: readonly string[]): string {
  const columns = names.map((name) => `${quoted(name)}: 'VARCHAR'`)
  return `read_csv(${[list(files), ...options, 'auto_detect = false', `columns = {${columns.join(', ')}}`].join(', ')})`
}

/**
 * Columns are taken by position, so every file must have the first one's header.
 * @throws QueryError DATA_ERROR naming the file that has another
 */
export async function checkHeaders(
  connection: DuckDBConnection,
  config: FileSourceConfig,
  files: readonly string[],
  form: CsvForm,
  count: number,
): Promise<void> {
  if (!form.hasHeader || files.length < 2) return
  const options = form.options.map((option) => (option.startsWith('header = ') ? 'header = false' : option))
  const names = Array.from({ length: count }, (_, index) => `c${index}`)
  const shown = names.map(identifier).join(', ')
  let first: string | undefined
  for (const file of files) {
    const sql = `SELECT ${shown} FROM ${csvTexts([file], { ...form, options }, names)} LIMIT 1`
    const header = JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson()[0])
    first ??= header
    if (header === first) continue
    const message = `Source "${config.name}": the header of ${file} is not that of ${files[0]}; one table needs one header.`
    throw new QueryError('DATA_ERROR', message, { source: config.name })
  }
}
