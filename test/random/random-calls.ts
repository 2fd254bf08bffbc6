import type { Prng } from './prng.ts'
import type { Expr } from './syntax.ts'
import type { SqlType } from './tables.ts'

type Make = (type: SqlType) => Expr

const of = (type: SqlType, ...parts: Expr['parts']): Expr => ({ type, parts })

/** Types min and max are defined for. */
const ORDERED: readonly [SqlType, ...SqlType[]] = [
  'integer',
  'bigint',
  'numeric',
  'double precision',
  'text',
  'date',
  'timestamp',
]

/** An aggregate whose value does not depend on the order of the rows. */
export function randomAggregate(prng: Prng, make: Make): Expr {
  const filter: Expr['parts'] = prng.chance(20) ? [' FILTER (WHERE ', make('boolean'), ')'] : []
  const distinct = prng.chance(20) ? 'DISTINCT ' : ''
  const type = prng.pick(ORDERED)
  const makers: readonly [() => Expr, ...(() => Expr)[]] = [
    () => of('bigint', 'count(*)', ...filter),
    () => of('bigint', `count(${distinct}`, make(type), ')', ...filter),
    () => of('bigint', `sum(${distinct}`, make('integer'), ')', ...filter),
    () => of('numeric', `sum(${distinct}`, make('numeric'), ')', ...filter),
    () => of('numeric', 'sum(', make('bigint'), ')', ...filter),
    () => of('double precision', 'sum(', make('double precision'), ')', ...filter),
    () => of(type, 'min(', make(type), ')', ...filter),
    () => of(type, 'max(', make(type), ')', ...filter),
    () => of('boolean', `bool_${prng.pick(['and', 'or'])}(`, make('boolean'), ')', ...filter),
    () => {
      const text = make('text')
      return of('text', 'string_agg(', text, `, ',' ORDER BY `, text, prng.chance(50) ? ' DESC' : '', ')', ...filter)
    },
  ]
  return prng.pick(makers)()
}

/** avg, whose type differs from PostgreSQL's on purpose: only for results that are looked at, never computed with. */
export function randomAverage(prng: Prng, make: Make): Expr {
  return of('double precision', 'avg(', make(prng.pick(['integer', 'numeric', 'double precision'])), ')')
}

/**
 * A window function. `all` are the columns that together tell every two rows apart but for equal ones, which two windows
 * may put in two orders: without them no value depends on it.
 */
export function randomWindow(prng: Prng, make: Make, all: readonly string[] | null): Expr {
  const key = (): Expr => make(prng.pick(ORDERED))
  const partition: Expr['parts'] = prng.chance(60) ? ['PARTITION BY ', key(), ' '] : []
  const direction = prng.pick(['', ' DESC', ' NULLS FIRST', ' DESC NULLS LAST'])
  const peers: Expr['parts'] = ['OVER (', ...partition, 'ORDER BY ', key(), direction]
  const type = prng.pick(ORDERED)
  const frames: readonly [string, ...string[]] = [
    '',
    ' GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING',
    ' GROUPS CURRENT ROW',
  ]
  const ofPeers: readonly [() => Expr, ...(() => Expr)[]] = [
    () => of('bigint', `${prng.pick(['rank', 'dense_rank'])}() `, ...peers, ')'),
    () => of('double precision', `${prng.pick(['percent_rank', 'cume_dist'])}() `, ...peers, ')'),
    () => of('bigint', 'count(', make(type), ') ', ...peers, `${prng.pick(frames)})`),
    () => of('bigint', 'sum(', make('integer'), ') ', ...peers, `${prng.pick(frames)})`),
    () => of(type, `${prng.pick(['min', 'max'])}(`, make(type), ') ', ...peers, `${prng.pick(frames)})`),
  ]
  if (all === null) return prng.pick(ofPeers)()
  const total: Expr['parts'] = ['OVER (', ...partition, 'ORDER BY ', key(), `${direction}, ${all.join(', ')}`]
  const rows: readonly [string, ...string[]] = [
    ' ROWS BETWEEN 2 PRECEDING AND CURRENT ROW',
    ' ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW',
    ' ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
  ]
  const ofRows: readonly (() => Expr)[] = [
    () => of('bigint', 'row_number() ', ...total, ')'),
    () => of(type, `${prng.pick(['lag', 'lead'])}(`, make(type), `, ${prng.below(3)}) `, ...total, ')'),
    () => of(type, `${prng.pick(['first_value', 'last_value'])}(`, make(type), ') ', ...total, `${prng.pick(rows)})`),
    () => of('numeric', 'sum(', make('numeric'), ') ', ...total, `${prng.pick(rows)})`),
    () => of('integer', `ntile(${1 + prng.below(4)}) `, ...total, ')'),
  ]
  return prng.pick([...ofPeers, ...ofRows])()
}
