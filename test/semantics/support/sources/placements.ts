/** An expression over `samples`, with the type the reference gives it. */
export interface TypedExpression {
  readonly sql: string
  readonly type: string
}

/** A place of a statement where an expression can stand, and one statement that has many there. */
export interface Placement {
  readonly name: string
  /** Which expressions stand there: what is the same for a column and for anything computed is tried on columns. */
  takes(expression: TypedExpression): boolean
  /** Only expressions of one type in a statement. */
  readonly oneType: boolean
  /** True where a source computes all expressions of the statement or none. */
  readonly wholeOrNothing: boolean
  statement(expressions: readonly string[]): string
}

function isColumn({ sql }: TypedExpression): boolean {
  return /^c_[a-z]+$/.test(sql)
}

/** PostgreSQL has no equality of json. Of conditions, bare columns stand for all: their types and values are. */
function isKey(expression: TypedExpression): boolean {
  return expression.type !== 'json' && (expression.type !== 'boolean' || isColumn(expression))
}

function isCondition({ type }: TypedExpression): boolean {
  return type === 'boolean'
}

function isOrdered(expression: TypedExpression): boolean {
  return isKey(expression) && !['boolean', 'uuid', 'binary'].includes(expression.type)
}

function isColumnKey(expression: TypedExpression): boolean {
  return isKey(expression) && isColumn(expression)
}

/** One SELECT each, told apart by a number. */
function numbered(select: (sql: string) => string): Placement['statement'] {
  return (expressions) => expressions.map((sql, index) => `(SELECT ${index} AS q, ${select(sql)})`).join(' UNION ALL ')
}

/** Where each expression of the matrix is tried. */
export const PLACEMENTS: readonly Placement[] = [
  {
    name: 'SELECT',
    takes: () => true,
    oneType: false,
    wholeOrNothing: true,
    statement: (expressions) => `SELECT id, ${expressions.join(', ')} FROM samples`,
  },
  {
    name: 'WHERE',
    takes: isCondition,
    oneType: false,
    wholeOrNothing: false,
    statement: numbered((sql) => `id FROM samples WHERE ${sql}`),
  },
  {
    name: 'WHERE NOT',
    takes: isCondition,
    oneType: false,
    wholeOrNothing: false,
    statement: numbered((sql) => `id FROM samples WHERE NOT (${sql})`),
  },
  {
    name: 'IS NULL',
    takes: isColumnKey,
    oneType: false,
    wholeOrNothing: false,
    statement: numbered((sql) => `id FROM samples WHERE ${sql} IS NULL`),
  },
  {
    name: 'GROUP BY',
    takes: isKey,
    oneType: true,
    wholeOrNothing: false,
    statement: numbered((sql) => `${sql} AS v, count(*) AS n, sum(c_small) AS s FROM samples GROUP BY ${sql}`),
  },
  {
    name: 'DISTINCT',
    takes: isColumnKey,
    oneType: true,
    wholeOrNothing: false,
    statement: numbered((sql) => `v FROM (SELECT DISTINCT ${sql} AS v FROM samples) AS d`),
  },
  {
    name: 'ORDER BY LIMIT',
    takes: isKey,
    oneType: false,
    wholeOrNothing: false,
    statement: numbered((sql) => `id FROM samples ORDER BY ${sql}, id LIMIT 5`),
  },
  {
    name: 'ORDER BY DESC LIMIT',
    takes: isColumnKey,
    oneType: false,
    wholeOrNothing: false,
    statement: numbered((sql) => `id FROM samples ORDER BY ${sql} DESC NULLS LAST, id LIMIT 7 OFFSET 2`),
  },
  {
    name: 'count',
    takes: isKey,
    oneType: false,
    wholeOrNothing: true,
    statement: (expressions) =>
      `SELECT ${expressions.flatMap((sql) => [`count(${sql})`, `count(DISTINCT ${sql})`]).join(', ')} FROM samples`,
  },
  {
    name: 'min and max',
    takes: isOrdered,
    oneType: false,
    wholeOrNothing: true,
    statement: (expressions) =>
      `SELECT ${expressions.flatMap((sql) => [`min(${sql})`, `max(${sql})`]).join(', ')} FROM samples`,
  },
  {
    name: 'JOIN',
    takes: isColumnKey,
    oneType: false,
    wholeOrNothing: false,
    statement: numbered(
      (sql) =>
        `l.id AS lid, r.id AS rid FROM samples AS l JOIN samples AS r ON l.${sql} = r.${sql} AND l.id < 40 AND r.id > 20`,
    ),
  },
]
