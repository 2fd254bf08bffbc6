import type { QueryRequest } from '#query'

/** The same query in the native short forms and as SQL. */
export interface Twin {
  readonly native: QueryRequest
  readonly sql: string
}

/** Numbers from a seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const CONDITIONS = [
  ['age', '>', 20, 'age > 20'],
  ['age', 'is null', undefined, 'age IS NULL'],
  ['name', '=', "A'da", "name = 'A''da'"],
  ['name', 'like', 'A%', "name LIKE 'A%'"],
  ['name', 'not in', ['Bo', 'x'], "name NOT IN ('Bo', 'x')"],
  ['id', 'between', [1, 3], 'id BETWEEN 1 AND 3'],
  ['id', 'in', [1, 2, 4], 'id IN (1, 2, 4)'],
  ['name', 'is not null', undefined, 'name IS NOT NULL'],
  ['id', '<>', 2, 'id <> 2'],
] as const

const AGGREGATIONS = [
  [{ function: 'count', column: '*', alias: 'n' }, 'count(*) AS n'],
  [{ function: 'sum', column: 'users.id', alias: 's' }, 'sum(users.id) AS s'],
  [{ function: 'min', column: 'users.age', alias: 'low' }, 'min(users.age) AS low'],
  [{ function: 'max', column: 'users.name', alias: 'high' }, 'max(users.name) AS high'],
  [{ function: 'count', column: 'users.age', distinct: true, alias: 'ages' }, 'count(DISTINCT users.age) AS ages'],
] as const

/** The twin of a seed: the same seed gives the same one. */
export function twin(seed: number): Twin {
  const below = random(seed)
  const some = <Item>(items: readonly Item[]): readonly Item[] => items.filter(() => below(3) === 0)
  const type = (['inner', 'left', 'right', 'full'] as const)[below(4)] ?? 'inner'
  const joins = below(2) === 0
  const isGrouped = below(2) === 0
  const keys = isGrouped
    ? ['users.name', ...(below(2) === 0 ? ['users.age'] : [])]
    : ['users.id', 'users.name', 'users.age']
  const aggregations = isGrouped ? [AGGREGATIONS[0], ...some(AGGREGATIONS.slice(1))] : []
  const conditions = some(CONDITIONS)
  const having = isGrouped && below(2) === 0
  const descending = below(2) === 0
  const order = [...keys, ...aggregations.map(([{ alias }]) => alias)]
  const limit = 1 + below(5)
  const native: QueryRequest = {
    sources: joins ? ['users', 'orders'] : ['users'],
    ...(joins
      ? {
          joins: [{ type, left_table: 'users', right_table: 'orders', left_column: 'id', right_column: 'customer_id' }],
        }
      : {}),
    select: keys,
    ...(conditions.length === 0
      ? {}
      : {
          filters: {
            users: conditions.map(([column, op, value]) => ({ column, op, ...(value === undefined ? {} : { value }) })),
          },
        }),
    ...(isGrouped ? { aggregations: aggregations.map(([aggregation]) => aggregation), group_by: keys } : {}),
    ...(having ? { having: [{ column: 'n', op: '>=', value: 1 }] } : {}),
    order_by: order.map((column) => ({ column, direction: descending ? 'desc' : 'asc' })),
    limit,
  }
  const sql = [
    `SELECT ${[...keys, ...aggregations.map(([, text]) => text)].join(', ')} FROM users`,
    joins ? `${type.toUpperCase()} JOIN orders ON users.id = orders.customer_id` : '',
    conditions.length === 0 ? '' : `WHERE ${conditions.map(([, , , text]) => `users.${text}`).join(' AND ')}`,
    isGrouped ? `GROUP BY ${keys.join(', ')}` : '',
    having ? 'HAVING count(*) >= 1' : '',
    `ORDER BY ${order.map((column) => `${column}${descending ? ' DESC' : ''}`).join(', ')}`,
    `LIMIT ${limit}`,
  ]
  return { native, sql: sql.filter((part) => part !== '').join(' ') }
}
