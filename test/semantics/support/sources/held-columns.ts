import { SAMPLE_COLUMNS, type SampleColumn } from './samples.ts'

/** Types of the columns that MySQL and MariaDB have; the others do not exist there. */
export const MYSQL_TYPES: Readonly<Record<string, string>> = {
  boolean: 'bit(1)',
  smallint: 'smallint',
  integer: 'int',
  bigint: 'bigint',
  'numeric(12,2)': 'decimal(12,2)',
  'numeric(24,10)': 'decimal(24,10)',
  real: 'float',
  'double precision': 'double',
  text: 'varchar(60)',
  'varchar(20)': 'varchar(20)',
  bytea: 'varbinary(20)',
  date: 'date',
  timestamp: 'datetime(6)',
  timestamptz: 'timestamp(6) NULL',
  time: 'time(6)',
  'numeric(20,0)': 'bigint unsigned',
}

/** Types of a STRICT table; what they mean is declared, see DECLARED_TYPES. */
export const SQLITE_TYPES: Readonly<Record<string, string>> = {
  boolean: 'INTEGER',
  smallint: 'INTEGER',
  integer: 'INTEGER',
  bigint: 'INTEGER',
  'numeric(12,2)': 'TEXT',
  'double precision': 'REAL',
  text: 'TEXT',
  'varchar(20)': 'TEXT',
  bytea: 'BLOB',
  date: 'TEXT',
  timestamp: 'TEXT',
}

/** Types that SQLite's tables name and this source's reader takes at their word. */
export const NAMED_SQLITE_TYPES: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  'numeric(12,2)': 'DECIMAL(12,2)',
  text: 'VARCHAR(60)',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
  time: 'TIME',
  uuid: 'UUID',
}

/** What is declared of the integers of such a table, which all have 64 bits. */
export const NAMED_SQLITE_DECLARED: Readonly<Record<string, string>> = { smallint: 'int16', integer: 'int32' }

/** What the configuration declares of columns whose files or tables do not say it. */
export const DECLARED_TYPES: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  smallint: 'int16',
  integer: 'int32',
  bigint: 'int64',
  'numeric(12,2)': 'decimal(12,2)',
  'numeric(24,10)': 'decimal(24,10)',
  real: 'float32',
  'double precision': 'float64',
  text: 'string',
  'varchar(20)': 'string',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  time: 'time',
  uuid: 'uuid',
  'numeric(20,0)': 'uint64',
}

/** A column of `samples`, and the type a source has for it. */
export interface HeldColumn {
  readonly column: SampleColumn
  readonly type: string
}

/** The columns a source has types for. */
export function columnsWith(types: Readonly<Record<string, string>>): readonly HeldColumn[] {
  return SAMPLE_COLUMNS.flatMap((column) => {
    const type = types[column.type]
    return type === undefined ? [] : [{ column, type }]
  })
}

/** All but intervals, of which Parquet has no negative ones. */
export function columnsInParquet(): readonly HeldColumn[] {
  return SAMPLE_COLUMNS.filter(({ type }) => type !== 'interval').map((column) => ({
    column,
    type: column.type === 'numeric(20,0)' ? 'UBIGINT' : column.type,
  }))
}

/** What a declaration can say of the text in a CSV file. */
export function columnsInCsv(): readonly HeldColumn[] {
  return columnsInParquet().filter(({ column }) => DECLARED_TYPES[column.type] !== undefined)
}
