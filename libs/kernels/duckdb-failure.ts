import { AjnaError, QueryError, ValidationError } from '#core'

/** One kind of DuckDB error: how it is told, and what PostgreSQL says of it. */
interface Rule {
  readonly match: RegExp
  readonly sqlState: string
  readonly say: (match: RegExpExecArray) => string
}

/** DuckDB's type names as PostgreSQL prints them. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  BOOL: 'boolean',
  INT16: 'smallint',
  INT32: 'integer',
  INT64: 'bigint',
  UINT64: 'numeric',
  FLOAT: 'real',
  DOUBLE: 'double precision',
  VARCHAR: 'text',
  BLOB: 'bytea',
}

/** In order; the first that matches the first line of DuckDB's message, without its class, says it. */
const RULES: readonly Rule[] = [
  { match: /division by zero/i, sqlState: '22012', say: () => 'division by zero' },
  {
    match: /^Overflow in \w+(?: \w+)* of (\S+)/,
    sqlState: '22003',
    say: ([, type]) => outOfRange(type),
  },
  {
    match: /out of range for the destination type (\S+)/,
    sqlState: '22003',
    say: ([, type]) => outOfRange(type),
  },
  {
    match: /^(?:Casting value|Could not cast value|Failed to cast decimal value).* to (?:type )?(\S+).*$/,
    sqlState: '22003',
    say: ([, type]) => outOfRange(type),
  },
  {
    match: /^(date|time|timestamp) field value out of range: (".*")/,
    sqlState: '22008',
    say: ([, , value]) => `date/time field value out of range: ${value}`,
  },
  {
    match: /^invalid (date|time|timestamp) field format: (".*?")/,
    sqlState: '22007',
    say: ([, type, value]) => `invalid input syntax for type ${type}: ${value}`,
  },
  {
    match: /^Could not convert string ['"](.*)['"] to (\S+)$/,
    sqlState: '22P02',
    say: ([, value, type]) => `invalid input syntax for type ${postgresName(type)}: "${value}"`,
  },
  {
    match: /timestamp range|^Date out of range|out of date range/i,
    sqlState: '22008',
    say: () => 'timestamp out of range',
  },
  { match: /square root of a negative/, sqlState: '2201F', say: () => 'cannot take square root of a negative number' },
  { match: /logarithm of zero/, sqlState: '2201E', say: () => 'cannot take logarithm of zero' },
  { match: /logarithm of a negative/, sqlState: '2201E', say: () => 'cannot take logarithm of a negative number' },
  {
    match: /^Like pattern must not end with escape/,
    sqlState: '22025',
    say: () => 'LIKE pattern must not end with escape character',
  },
  { match: /^Malformed JSON/, sqlState: '22P02', say: () => 'invalid input syntax for type json' },
  {
    match: /^More than one row returned by a subquery/,
    sqlState: '21000',
    say: () => 'more than one row returned by a subquery used as an expression',
  },
]

/**
 * An error of DuckDB as one of ours, with PostgreSQL's words and SQLSTATE where it has them.
 * @param maxMemoryMb what is said of a kernel that ran out of memory
 */
export function kernelFailure(cause: unknown, maxMemoryMb: number): AjnaError {
  if (cause instanceof AjnaError) return cause
  const message = cause instanceof Error ? cause.message : ''
  const [firstLine = ''] = message.split('\n')
  const [, kind = '', text = firstLine] = /^([A-Za-z ]+?) Error: (.*)$/.exec(firstLine) ?? []
  if (kind === 'INTERRUPT') return new QueryError('CANCELED', 'The query was canceled.', { cause })
  if (kind === 'Out of Memory') return outOfMemory(maxMemoryMb, cause)
  if (/No space left/.test(firstLine)) return outOfDisk(cause)
  if (kind === 'Not implemented' && /correlated|subquery/.test(text)) return tooEntangled(cause)
  return raised(text, cause) ?? dataError(kind, text, cause) ?? refused(firstLine, cause)
}

/** An error the statement raised on purpose: `error('22012: division by zero')`. */
function raised(text: string, cause: unknown): QueryError | undefined {
  const [, sqlState, said] = /^([0-9A-Z]{5}): ?(.+)$/.exec(text) ?? []
  if (sqlState === undefined || said === undefined) return undefined
  return new QueryError('DATA_ERROR', sentence(said), { sqlState, cause })
}

function dataError(kind: string, text: string, cause: unknown): QueryError | undefined {
  for (const { match, sqlState, say } of RULES) {
    const found = match.exec(text)
    if (found !== null) return new QueryError('DATA_ERROR', sentence(say(found)), { sqlState, cause })
  }
  if (kind === 'Out of Range')
    return new QueryError('DATA_ERROR', 'A value is out of range.', { sqlState: '22003', cause })
  if (kind === 'Conversion') {
    return new QueryError('DATA_ERROR', 'A value cannot be converted to the type asked for.', {
      sqlState: '22P02',
      cause,
    })
  }
  return undefined
}

function outOfMemory(maxMemoryMb: number, cause: unknown): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    `The query needs more memory than its share of max_memory_mb (${maxMemoryMb}); raise it, or read fewer rows or columns.`,
    { cause },
  )
}

function outOfDisk(cause: unknown): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    'The disk of the temp folder is full, so the query cannot spill; free space on it, or raise max_memory_mb.',
    { cause },
  )
}

/** DuckDB cannot take every correlated subquery apart: those in and below outer joins, some of them. */
function tooEntangled(cause: unknown): ValidationError {
  return new ValidationError(
    'UNSUPPORTED',
    'This query refers to an outer query from within an outer join, in a way that cannot be computed here; rewrite the subquery as a join.',
    { sqlState: '0A000', cause },
  )
}

/** The statement itself was refused, which is a fault of the planner; DuckDB's first line names no row's value then. */
function refused(firstLine: string, cause: unknown): QueryError {
  const isStatement = /^(Binder|Parser|Catalog|Permission|Not implemented) Error/.test(firstLine)
  const said = isStatement ? `: ${firstLine}` : '; the log of the process has the details'
  return new QueryError('INTERNAL', `The kernel could not run the planned statement${said}.`, { cause })
}

function outOfRange(type: string | undefined): string {
  if (type?.startsWith('DECIMAL') === true) return 'numeric field overflow'
  return `${postgresName(type)} out of range`
}

function postgresName(type: string | undefined): string {
  if (type?.startsWith('DECIMAL') === true) return 'numeric'
  return TYPE_NAMES[type ?? ''] ?? 'value'
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
