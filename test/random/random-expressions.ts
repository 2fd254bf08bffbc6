import type { Prng } from './prng.ts'
import type { Expr, Query } from './syntax.ts'
import type { SqlType } from './tables.ts'

/** What a random expression can be made of. */
export interface Place {
  readonly prng: Prng
  /** Columns that are visible, as `alias.name`. */
  readonly columns: readonly { readonly text: string; readonly type: SqlType }[]
  /** Queries that may refer to `columns`; undefined where none may stand. */
  readonly subqueries: Subqueries | undefined
}

export interface Subqueries {
  /** A query of one column and exactly one row. */
  readonly scalar: (type: SqlType) => Query
  /** A query of these columns and any rows. */
  readonly rows: (types: readonly SqlType[]) => Query
}

type Maker = (make: (type: SqlType) => Expr, prng: Prng) => Expr

const of = (type: SqlType, ...parts: Expr['parts']): Expr => ({ type, parts })

const CONSTANTS: Readonly<Record<SqlType, readonly [string, ...string[]]>> = {
  integer: ['0', '1', '2', '3', '-1', '7', '100', 'NULL::integer'],
  bigint: ['0::bigint', '12::bigint', '-5::bigint', '9007199254740993', 'NULL::bigint'],
  numeric: ['0.00', '1.5', '-1.50', '99.99', '2.25', 'NULL::numeric(12,2)'],
  'double precision': [`0.5::double precision`, `-3::double precision`, `2.25::double precision`],
  text: [
    `'bob'::text`,
    `'Bob'::text`,
    `''::text`,
    `'é'::text`,
    `'a'::text`,
    `'10'::text`,
    `'BOB '::text`,
    'NULL::text',
  ],
  boolean: ['true', 'false', 'NULL::boolean'],
  date: [`DATE '2024-01-31'`, `DATE '1970-01-01'`, `DATE '2024-12-30'`],
  timestamp: [`TIMESTAMP '2024-02-29 12:00:00'`, `TIMESTAMP '1969-12-31 23:59:59.5'`],
}

/** A constant of the type. */
export function constant(type: SqlType, prng: Prng): Expr {
  return of(type, prng.pick(CONSTANTS[type]))
}

const ALL: readonly [SqlType, ...SqlType[]] = [
  'integer',
  'bigint',
  'numeric',
  'double precision',
  'text',
  'boolean',
  'date',
  'timestamp',
]

/** A type, text and integers more often than others. */
export function randomType(prng: Prng): SqlType {
  return prng.chance(35) ? prng.pick(['integer', 'text']) : prng.pick(ALL)
}

const COMPARISONS: readonly [string, ...string[]] = [
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'IS DISTINCT FROM',
  'IS NOT DISTINCT FROM',
]
const PATTERNS: readonly [string, ...string[]] = [`'b%'`, `'%b'`, `'_o%'`, `'%\\%%'`, `'B__'`, `''`, `'%é%'`, `'a'`]
const UNITS: readonly [string, ...string[]] = ['year', 'quarter', 'month', 'week', 'day', 'hour']
const FIELDS: readonly [string, ...string[]] = ['year', 'month', 'day', 'dow', 'isodow', 'week', 'quarter', 'doy']
const INTERVALS: readonly [string, ...string[]] = ['1 day', '1 month', '-3 months', '36 hours', '1 year 2 days']

const GENERAL: readonly [(type: SqlType) => Maker, ...((type: SqlType) => Maker)[]] = [
  (type) => (make) => of(type, 'coalesce(', make(type), ', ', make(type), ')'),
  (type) => (make) => of(type, 'nullif(', make(type), ', ', make(type), ')'),
  (type) => (make) => of(type, 'CASE WHEN ', make('boolean'), ' THEN ', make(type), ' ELSE ', make(type), ' END'),
  (type) => (make) => of(type, 'CASE WHEN ', make('boolean'), ' THEN ', make(type), ' END'),
  (type) => (make) => (type === 'boolean' ? make(type) : of(type, 'greatest(', make(type), ', ', make(type), ')')),
  (type) => (make) => (type === 'boolean' ? make(type) : of(type, 'least(', make(type), ', ', make(type), ')')),
]

const MAKERS: Readonly<Record<SqlType, readonly [Maker, ...Maker[]]>> = {
  integer: [
    (make) => of('integer', '(', make('integer'), ' + ', make('integer'), ')'),
    (make) => of('integer', '(', make('integer'), ' - ', make('integer'), ')'),
    (make) => of('integer', '(', make('integer'), ' * 3)'),
    (make) => of('integer', '(', make('integer'), ' / 3)'),
    (make) => of('integer', '(', make('integer'), ' % 7)'),
    (make) => of('integer', '(- ', make('integer'), ')'),
    (make) => of('integer', 'abs(', make('integer'), ')'),
    (make) => of('integer', 'length(', make('text'), ')'),
    (make) => of('integer', 'strpos(', make('text'), ', ', make('text'), ')'),
    (make, prng) => of('integer', `extract(${prng.pick(FIELDS)} FROM `, make('date'), ')::integer'),
    (make, prng) => of('integer', `extract(${prng.pick(FIELDS)} FROM `, make('timestamp'), ')::integer'),
    (make) => of('integer', '(', make('date'), ' - ', make('date'), ')'),
    (make) => of('integer', '(', make('boolean'), ')::integer'),
    (make) => of('integer', 'round(', make('numeric'), ')::integer'),
  ],
  bigint: [
    (make) => of('bigint', '(', make('integer'), '::bigint * ', make('integer'), ')'),
    (make) => of('bigint', '(', make('integer'), ' + 1::bigint)'),
    (make) => of('bigint', make('integer'), '::bigint'),
  ],
  numeric: [
    (make) => of('numeric', '(', make('numeric'), ' + ', make('numeric'), ')'),
    (make) => of('numeric', '(', make('numeric'), ' - ', make('integer'), ')'),
    (make) => of('numeric', '(', make('numeric'), ' * 1.25)'),
    (make, prng) => of('numeric', 'round(', make('numeric'), `, ${prng.below(4) - 1})`),
    (make) => of('numeric', 'trunc(', make('numeric'), ', 1)'),
    (make) => of('numeric', 'floor(', make('numeric'), ')'),
    (make) => of('numeric', 'abs(', make('numeric'), ')'),
    (make) => of('numeric', '(', make('integer'), ')::numeric(12,2)'),
    (make) => of('numeric', '(', make('numeric'), ' % 7.5)'),
  ],
  'double precision': [
    (make) => of('double precision', '(', make('double precision'), ' + ', make('double precision'), ')'),
    (make) => of('double precision', '(', make('double precision'), ' * 0.5::double precision)'),
    (make) => of('double precision', '(', make('integer'), ')::double precision'),
    (make) => of('double precision', 'abs(', make('double precision'), ')'),
    (make) => of('double precision', 'floor(', make('double precision'), ')'),
  ],
  text: [
    (make) => of('text', '(', make('text'), ' || ', make('text'), ')'),
    (make) => of('text', 'concat(', make('text'), ', ', make('integer'), ')'),
    (make) => of('text', 'upper(', make('text'), ')'),
    (make) => of('text', 'lower(', make('text'), ')'),
    (make, prng) => of('text', 'substring(', make('text'), `, ${prng.below(4)}, ${prng.below(4)})`),
    (make, prng) => of('text', 'left(', make('text'), `, ${prng.below(5) - 2})`),
    (make) => of('text', 'trim(', make('text'), ')'),
    (make) => of('text', 'replace(', make('text'), `, 'b', 'xx')`),
    (make) => of('text', '(', make('integer'), ')::text'),
    (make) => of('text', '(', make('date'), ')::text'),
    (make) => of('text', '(', make('numeric'), ')::numeric(14,3)::text'),
  ],
  boolean: [
    (make) => of('boolean', '(', make('boolean'), ' AND ', make('boolean'), ')'),
    (make) => of('boolean', '(', make('boolean'), ' OR ', make('boolean'), ')'),
    (make) => of('boolean', '(NOT ', make('boolean'), ')'),
    (make, prng) =>
      of('boolean', '(', make('boolean'), ` IS ${prng.pick(['TRUE', 'NOT TRUE', 'FALSE', 'NOT FALSE', 'UNKNOWN'])})`),
    (make, prng) => of('boolean', '(', make(randomType(prng)), ` IS ${prng.chance(50) ? 'NOT ' : ''}NULL)`),
    (make, prng) =>
      of('boolean', '(', make('text'), ` ${prng.pick(['LIKE', 'NOT LIKE', 'ILIKE'])} ${prng.pick(PATTERNS)})`),
    comparison,
    comparison,
    comparison,
    comparison,
    (make, prng) => {
      const type = comparable(prng)
      return of(
        'boolean',
        '(',
        make(type),
        prng.chance(30) ? ' NOT' : '',
        ' BETWEEN ',
        make(type),
        ' AND ',
        make(type),
        ')',
      )
    },
    (make, prng) => {
      const type = comparable(prng)
      const not = prng.chance(30) ? ' NOT' : ''
      return of(
        'boolean',
        '(',
        make(type),
        `${not} IN (`,
        make(type),
        ', ',
        constant(type, prng),
        ', ',
        constant(type, prng),
        '))',
      )
    },
    (make) => of('boolean', '(', make('integer'), ' < ', make('numeric'), ')'),
    (make) => of('boolean', '(', make('bigint'), ' = ', make('integer'), ')'),
    (make) => of('boolean', '(', make('date'), ' < ', make('timestamp'), ')'),
  ],
  date: [
    (make) => of('date', '(', make('date'), ' + ', make('integer'), ')'),
    (make) => of('date', '(', make('date'), ' - 31)'),
    (make) => of('date', '(', make('timestamp'), ')::date'),
  ],
  timestamp: [
    (make, prng) => of('timestamp', `date_trunc('${prng.pick(UNITS)}', `, make('timestamp'), ')'),
    (make, prng) => of('timestamp', '(', make('timestamp'), ` + INTERVAL '${prng.pick(INTERVALS)}')`),
    (make, prng) => of('timestamp', '(', make('date'), ` - INTERVAL '${prng.pick(INTERVALS)}')`),
    (make) => of('timestamp', '(', make('date'), ')::timestamp'),
  ],
}

function comparable(prng: Prng): SqlType {
  return prng.chance(50)
    ? prng.pick(['integer', 'text'])
    : prng.pick(['numeric', 'bigint', 'date', 'timestamp', 'double precision'])
}

function comparison(make: (type: SqlType) => Expr, prng: Prng): Expr {
  const type = comparable(prng)
  return of('boolean', '(', make(type), ` ${prng.pick(COMPARISONS)} `, make(type), ')')
}

/** A random expression of the type; `depth` bounds how far it nests. */
export function randomExpression(type: SqlType, depth: number, place: Place): Expr {
  const { prng } = place
  if (depth <= 0 || prng.chance(25)) return leaf(type, place)
  const make = (inner: SqlType): Expr => randomExpression(inner, depth - 1, place)
  if (place.subqueries !== undefined && prng.chance(8)) return withSubquery(type, make, place.subqueries, prng)
  if (prng.chance(20)) return prng.pick(GENERAL)(type)(make, prng)
  return prng.pick(MAKERS[type])(make, prng)
}

function leaf(type: SqlType, { prng, columns }: Place): Expr {
  const fitting = columns.filter((column) => column.type === type)
  const column = prng.chance(85) ? prng.pickAny(fitting) : undefined
  return column === undefined ? constant(type, prng) : of(type, column.text)
}

function withSubquery(type: SqlType, make: (type: SqlType) => Expr, { scalar, rows }: Subqueries, prng: Prng): Expr {
  if (type !== 'boolean') return of(type, '(', scalar(type), ')')
  const inner = comparable(prng)
  const not = prng.chance(35) ? 'NOT ' : ''
  const makers: readonly [() => Expr, ...(() => Expr)[]] = [
    () => of('boolean', `(${not}EXISTS (`, rows([inner]), '))'),
    () => of('boolean', '(', make(inner), ` ${not}IN (`, rows([inner]), '))'),
    () =>
      of('boolean', '(', make(inner), ` ${prng.pick(QUANTIFIED)} ${prng.pick(['ANY', 'ALL'])} (`, rows([inner]), '))'),
    () => of('boolean', '((', make(inner), ', ', make('integer'), `) ${not}IN (`, rows([inner, 'integer']), '))'),
  ]
  return prng.pick(makers)()
}

const QUANTIFIED: readonly [string, ...string[]] = ['=', '<>', '<', '<=', '>', '>=']
