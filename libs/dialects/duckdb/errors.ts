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

/** The number of an integer type that has no opposite in it. */
const LEAST: Readonly<Record<string, string>> = {
  '-32768': 'smallint',
  '-2147483648': 'integer',
  '-9223372036854775808': 'bigint',
}

const FLOAT_OVERFLOW = 'value out of range: overflow'

/** Moments after DuckDB's last one, by the function that met it. */
const TIMESTAMP_OVERFLOW =
  /timestamp range|^(?:Date|Timestamp|Timestamp microseconds) out of range|out of date range|^Unable to convert TIMESTAMPTZ/i

/** In order; the first that matches the first line of DuckDB's message, without its class, says it. */
const RULES: readonly Rule[] = [
  { match: /division by zero/i, sqlState: '22012', say: () => 'division by zero' },
  {
    match: /^Overflow (?:on abs\(|in division of )(-\d+)/,
    sqlState: '22003',
    say: ([, least]) => `${LEAST[least ?? ''] ?? 'value'} out of range`,
  },
  {
    match: /^Overflow in \w+(?: \w+)* of (\S+)/,
    sqlState: '22003',
    say: ([, type]) => outOfRange(type),
  },
  { match: /^Overflow in HUGEINT/, sqlState: '22003', say: () => 'numeric field overflow' },
  { match: /^[A-Z_]+ is out of range!/, sqlState: '22003', say: () => FLOAT_OVERFLOW },
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
    match: /^Could not convert string ['"]([+-]?\d+)['"] to (INT\d+)$/,
    sqlState: '22003',
    say: ([, value, type]) => `value "${value}" is out of range for type ${postgresName(type)}`,
  },
  {
    match: /^Could not convert string ['"][+-]?[\d.]+(?:e[+-]?\d+)?['"] to DECIMAL/i,
    sqlState: '22003',
    say: () => 'numeric field overflow',
  },
  {
    match: /^Could not convert string ['"](.*)['"] to (\S+)$/,
    sqlState: '22P02',
    say: ([, value, type]) => `invalid input syntax for type ${postgresName(type)}: "${value}"`,
  },
  { match: TIMESTAMP_OVERFLOW, sqlState: '22008', say: () => 'timestamp out of range' },
  {
    match: /^Type INT32 with value (?:29424[7-9]|2942[5-6]\d|29427[0-6])-\d+-\d+ can't be cast/,
    sqlState: '0A000',
    say: () => 'timestamps after 294247-01-10 04:00:54 are not supported',
  },
  {
    match: /^Type INT32 with value \d+-\d+-\d+ can't be cast/,
    sqlState: '22008',
    say: () => 'date out of range for timestamp',
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

/** What PostgreSQL says where DuckDB could not compute a value. */
export interface ComputingError {
  readonly sqlState: string
  readonly message: string
}

/**
 * The error PostgreSQL raises where DuckDB raised this one; undefined for one that PostgreSQL has not.
 * @param text the first line of DuckDB's message, without its class
 */
export function computingError(text: string): ComputingError | undefined {
  return raised(text) ?? known(text)
}

/** An error the statement raised on purpose: `error('22012: division by zero')`. */
function raised(text: string): ComputingError | undefined {
  const [, sqlState, message] = /^([0-9A-Z]{5}): ?(.+)$/.exec(text) ?? []
  return sqlState === undefined || message === undefined ? undefined : { sqlState, message }
}

function known(text: string): ComputingError | undefined {
  for (const { match, sqlState, say } of RULES) {
    const found = match.exec(text)
    if (found !== null) return { sqlState, message: say(found) }
  }
  return undefined
}

function outOfRange(type: string | undefined): string {
  if (type?.startsWith('DECIMAL') === true || type?.startsWith('INT128') === true) return 'numeric field overflow'
  if (type?.startsWith('FLOAT') === true || type?.startsWith('DOUBLE') === true) return FLOAT_OVERFLOW
  return `${postgresName(type)} out of range`
}

function postgresName(type: string | undefined): string {
  if (type?.startsWith('DECIMAL') === true) return 'numeric'
  return TYPE_NAMES[type ?? ''] ?? 'value'
}
