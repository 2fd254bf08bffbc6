/** The types that random expressions have, by PostgreSQL's names. */
export type SqlType = 'integer' | 'bigint' | 'numeric' | 'double precision' | 'text' | 'boolean' | 'date' | 'timestamp'

/** Where a table lives when the engine reads it; the reference holds all of them. */
export type Home = 'postgres' | 'mysql' | 'sqlite' | 'parquet'

export interface TestTable {
  readonly name: string
  readonly home: Home
  readonly columns: Readonly<Record<string, SqlType>>
  /** Rows as SQL constants that every home understands. */
  readonly rows: readonly (readonly string[])[]
}

const NUMERIC = 'numeric(12,2)'

/** The type of a column where the table is created. */
export function columnType(type: SqlType, home: Home): string {
  if (type === 'numeric') return NUMERIC
  if (home === 'mysql') return MYSQL_TYPES[type] ?? type
  return home === 'sqlite' ? (SQLITE_TYPES[type] ?? type) : type
}

const MYSQL_TYPES: Partial<Record<SqlType, string>> = {
  text: 'varchar(100)',
  'double precision': 'double',
  timestamp: 'datetime(6)',
}

const SQLITE_TYPES: Partial<Record<SqlType, string>> = { 'double precision': 'real' }

/** Texts that collations, padding and patterns trip over. */
const TEXTS = ['Bob', 'bob', 'BOB ', 'bo%b', 'b_b', '', 'É', 'é', 'e', 'Zoë', '日本', 'a', 'A', 'ß', 'x y', '10', '9']
const DATES = ['2024-02-29', '2024-01-31', '2023-12-31', '1970-01-01', '1969-12-31', '2000-02-29', '2024-12-30']
const TIMES = ['2024-02-29 23:59:59.999999', '1969-12-31 23:59:59.5', '2024-03-31 02:30:00', '2000-01-01 00:00:00']
const INTEGERS = ['0', '1', '2', '3', '-1', '-7', '10', '100', '7', '5']
const NUMBERS = ['0.00', '1.50', '-1.50', '0.01', '99.99', '-0.01', '1234.50', '2.25', '2.50', '10.00']
/** Exact in binary, so that sums do not depend on their order. */
const FLOATS = ['0', '0.5', '-0.5', '2.25', '1024', '-3', '0.125', '7']

function quoted(text: string): string {
  return `'${text}'`
}

/** Row `row` of a column: nasty values in an order that differs from column to column, every fifth of them NULL. */
function valueAt(values: readonly string[], row: number, salt: number): string {
  const at = row * 7 + salt
  return at % 5 === 4 ? 'NULL' : (values[(at + Math.floor(at / values.length)) % values.length] ?? 'NULL')
}

function rowsOf(count: number, columns: readonly ((row: number) => string)[]): readonly (readonly string[])[] {
  return Array.from({ length: count }, (_, row) => columns.map((column) => column(row)))
}

const id = (row: number): string => String(row + 1)
const from =
  (values: readonly string[], salt: number) =>
  (row: number): string =>
    valueAt(values, row, salt)

/** Small tables of nasty values: two at one PostgreSQL, and one at each other kind of source. */
export const TABLES: readonly TestTable[] = [
  {
    name: 'people',
    home: 'postgres',
    columns: {
      id: 'integer',
      name: 'text',
      age: 'integer',
      score: 'double precision',
      balance: 'numeric',
      born: 'date',
      active: 'boolean',
      seen: 'timestamp',
    },
    rows: rowsOf(17, [
      id,
      from(TEXTS.map(quoted), 0),
      from(INTEGERS, 1),
      from(FLOATS, 2),
      from(NUMBERS, 3),
      from(DATES.map(quoted), 5),
      from(['true', 'false'], 1),
      from(TIMES.map(quoted), 6),
    ]),
  },
  {
    name: 'visits',
    home: 'postgres',
    columns: { id: 'integer', person_id: 'integer', kind: 'text', cost: 'numeric', at: 'timestamp', big: 'bigint' },
    rows: rowsOf(23, [
      id,
      from(['1', '2', '3', '3', '5', '99'], 2),
      from(TEXTS.map(quoted), 4),
      from(NUMBERS, 0),
      from(TIMES.map(quoted), 1),
      from(['0', '-1', '9007199254740993', '-9007199254740993', '12'], 3),
    ]),
  },
  {
    name: 'sales',
    home: 'mysql',
    columns: {
      id: 'integer',
      person_id: 'integer',
      amount: 'numeric',
      quantity: 'integer',
      day: 'date',
      note: 'text',
      weight: 'double precision',
      big: 'bigint',
    },
    rows: rowsOf(26, [
      id,
      from(['1', '2', '2', '4', '17', '98'], 1),
      from(NUMBERS, 2),
      from(INTEGERS, 3),
      from(DATES.map(quoted), 0),
      from(TEXTS.map(quoted), 6),
      from(FLOATS, 5),
      from(['0', '1', '9007199254740993', '-5'], 2),
    ]),
  },
  {
    name: 'tags',
    home: 'sqlite',
    columns: { id: 'bigint', person_id: 'bigint', label: 'text', share: 'double precision' },
    rows: rowsOf(13, [id, from(['1', '1', '2', '6', '97'], 0), from(TEXTS.map(quoted), 2), from(FLOATS, 4)]),
  },
  {
    name: 'events',
    home: 'parquet',
    columns: {
      id: 'integer',
      person_id: 'integer',
      label: 'text',
      happened: 'timestamp',
      day: 'date',
      price: 'numeric',
      open: 'boolean',
    },
    rows: rowsOf(19, [
      id,
      from(['1', '2', '3', '16', '96'], 3),
      from(TEXTS.map(quoted), 1),
      from(TIMES.map(quoted), 2),
      from(DATES.map(quoted), 4),
      from(NUMBERS, 5),
      from(['true', 'false'], 0),
    ]),
  },
]

/** The statements that make and fill a table where it lives. */
export function statementsFor(table: TestTable, home: Home): readonly string[] {
  const columns = Object.entries(table.columns).map(([name, type]) => `${name} ${columnType(type, home)}`)
  const rows = table.rows.map((row) => `(${row.join(', ')})`)
  return [`CREATE TABLE ${table.name} (${columns.join(', ')})`, `INSERT INTO ${table.name} VALUES ${rows.join(', ')}`]
}
