import { type Expression, outputColumns, type PlanNode, type Scan, UNKNOWN_COLUMN } from '#plan'
import type { Tables } from './evaluate.ts'
import type { Row } from './evaluate-expression.ts'
import {
  agg,
  aggregate,
  call,
  col,
  filter,
  inList,
  join,
  limit,
  lit,
  project,
  reference,
  scan,
  setOperation,
  sort,
  subquery,
  withQuery,
} from './plans.ts'

const JOIN_TYPES = ['inner', 'inner', 'cross', 'left', 'right', 'full', 'semi', 'anti'] as const
const CONNECTIONS = ['pg', 'pg', 'my'] as const

/** A table whose source has counted the values of its columns. */
function counted(table: Scan): Scan {
  const columns = Object.fromEntries(table.columns.map(({ name }) => [name, { ...UNKNOWN_COLUMN, distinct: 4 }]))
  return { ...table, statistics: { bytes: null, columns, indexes: [] } }
}

/** Plans of up to `depth` levels over small tables full of NULLs and repeated values; the same for the same seed. */
export class RandomPlans {
  private state: number
  private counter = 0
  private readonly rows: Record<string, readonly Row[]> = {}
  private readonly tableColumns: Record<string, readonly string[]> = {}

  constructor(seed: number) {
    this.state = seed * 2654435761 + 1
  }

  /** The tables of all plans made so far. */
  get tables(): Tables {
    return this.rows
  }

  /** The columns of those tables. */
  get columns(): Readonly<Record<string, readonly string[]>> {
    return this.tableColumns
  }

  plan(depth: number): PlanNode {
    if (depth === 0) return this.scan()
    switch (this.below(14)) {
      case 0:
      case 1:
      case 2:
        return this.filtered(this.plan(depth - 1))
      case 3:
      case 4:
      case 5:
      case 6:
        return this.joined(this.plan(depth - 1), this.plan(depth - 1))
      case 7:
        return this.projected(this.plan(depth - 1))
      case 8:
        return this.grouped(this.plan(depth - 1))
      case 9:
        return this.limited(this.plan(depth - 1))
      case 10:
        return this.combined(this.plan(depth - 1), this.plan(depth - 1))
      case 11:
      case 12:
        return this.tested(this.plan(depth - 1), this.plan(depth - 1))
      default:
        return this.shared(this.plan(depth - 1))
    }
  }

  /** A plan whose rows come in an order: sorted by every column, and more done on top of that. */
  orderedPlan(depth: number): PlanNode {
    const input = this.plan(depth)
    const keys = this.ids(input)
    const sorted = sort(input, ...keys.map((id) => col(id)))
    const kept = this.below(2) === 0 ? limit(sorted, 1 + this.below(4), this.below(2)) : sorted
    const filtered = this.below(3) === 0 ? this.filtered(kept) : kept
    if (this.below(2) === 0) return filtered
    return project(filtered, [
      [this.name('p'), call('add', col(this.pick(keys)), lit(1))],
      [this.name('p'), col(this.pick(keys))],
    ])
  }

  /** Groups of a join of two connections, by columns of either, of values of the one side. */
  groupedJoin(): PlanNode {
    const [left, right] = [this.newScan('my'), this.newScan('pg')]
    const key = call('eq', col(this.pick(this.ids(left))), col(this.pick(this.ids(right))))
    const all = [...this.ids(left), ...this.ids(right)]
    const type = this.below(6) === 0 ? this.pick(JOIN_TYPES) : 'inner'
    const on = this.below(4) === 0 ? call('and', key, this.predicate(all)) : key
    const input = join(type === 'cross' ? 'inner' : type, left, right, on)
    const visible = this.ids(input)
    const values =
      this.below(4) === 0 ? visible : this.ids(this.pick([left, right])).filter((id) => visible.includes(id))
    if (values.length === 0) return input
    const groups = Array.from({ length: this.below(3) }, () => [this.name('g'), col(this.pick(visible))] as const)
    const names = ['count', 'sum', 'avg', 'min', 'max'] as const
    const node = aggregate(
      this.below(3) === 0 ? filter(input, this.predicate(visible)) : input,
      groups,
      names.map((name) => [this.name('a'), agg(name, col(this.pick(values)))]),
    )
    return this.below(3) === 0 ? this.filtered(node) : node
  }

  /** A new table, or one that is read already: under new ids then, and maybe without its first column. */
  private scan(): PlanNode {
    const known = this.below(3) === 0 ? Object.keys(this.tableColumns) : []
    return known.length > 0 ? this.scanAgain(this.pick(known)) : this.newScan(this.pick(CONNECTIONS))
  }

  private newScan(connection: string): PlanNode {
    const table = this.name('t')
    const ids = [this.name('c'), this.name('c')]
    this.tableColumns[`${connection}.${table}`] = ids
    this.rows[`${connection}.${table}`] = Array.from({ length: this.below(5) }, () =>
      Object.fromEntries(ids.map((id) => [id, this.value()])),
    )
    return counted(scan(connection, table, ids))
  }

  private scanAgain(place: string): PlanNode {
    const [connection = '', table = ''] = place.split('.')
    const names = this.tableColumns[place] ?? []
    const read = names.slice(this.below(2))
    const again = scan(
      connection,
      table,
      read.map(() => this.name('c')),
    )
    const columns = again.columns.map((column, index) => ({ ...column, name: read[index] ?? '' }))
    return counted({ ...again, columns })
  }

  private filtered(input: PlanNode): PlanNode {
    return filter(input, this.predicate(this.ids(input)))
  }

  private joined(left: PlanNode, right: PlanNode): PlanNode {
    const type = this.pick(JOIN_TYPES)
    if (type === 'cross') return this.filtered(join('cross', left, right))
    const key = call('eq', col(this.pick(this.ids(left))), col(this.pick(this.ids(right))))
    const all = [...this.ids(left), ...this.ids(right)]
    const condition = this.below(3) === 0 ? call('and', key, this.predicate(all)) : key
    const node = join(type, left, right, this.below(8) === 0 ? this.predicate(all) : condition)
    return this.below(2) === 0 ? this.filtered(node) : node
  }

  /** The input under a subquery that may look at its rows: EXISTS, IN, or a comparison with an aggregate. */
  private tested(input: PlanNode, table: PlanNode): PlanNode {
    const outer = this.ids(input)
    const inner = this.ids(table)
    const key = call('eq', col(this.pick(inner)), col(this.pick(outer)))
    const condition = this.pick([
      key,
      call('and', key, this.predicate(inner)),
      call('and', this.predicate([...inner, ...outer]), key),
      this.predicate(inner),
    ])
    const matched = filter(table, condition)
    const test = this.pick<() => Expression>([
      () => subquery('exists', matched),
      () => this.membership(outer, matched),
      () => call('lt', col(this.pick(outer)), this.aggregated(matched)),
    ])()
    const decided = this.below(3) === 0 ? call('not', test) : test
    return filter(input, this.below(3) === 0 ? call('and', this.predicate(outer), decided) : decided)
  }

  private membership(outer: readonly string[], table: PlanNode): Expression {
    const plan = project(table, [[this.name('p'), col(this.pick(this.ids(table)))]])
    const test = subquery('in', plan, col(this.pick(outer)))
    return this.below(3) === 0 ? { ...test, negated: true } : test
  }

  private aggregated(table: PlanNode): Expression {
    const id = this.name('a')
    const aggregateCall = agg(this.pick(['count', 'min', 'max', 'sum']), col(this.pick(this.ids(table))))
    return subquery(
      'scalar',
      project(aggregate(table, [], [[id, aggregateCall]]), [[this.name('p'), call('add', col(id), lit(1))]]),
    )
  }

  private projected(input: PlanNode): PlanNode {
    const ids = this.ids(input)
    const computed = this.pick([
      call('add', col(this.pick(ids)), lit(1)),
      call('coalesce', col(this.pick(ids)), col(this.pick(ids))),
      col(this.pick(ids)),
    ])
    return project(input, [
      [this.name('p'), col(this.pick(ids))],
      [this.name('p'), computed],
    ])
  }

  private grouped(input: PlanNode): PlanNode {
    const ids = this.ids(input)
    const groups = this.below(4) === 0 ? [] : [[this.name('g'), col(this.pick(ids))] as const]
    const node = aggregate(input, groups, [
      [this.name('a'), agg('count')],
      [this.name('a'), agg(this.pick(['count', 'min', 'max', 'sum']), col(this.pick(ids)))],
    ])
    return this.below(2) === 0 ? this.filtered(node) : node
  }

  /** Sorted by every column, so that which rows a LIMIT keeps is settled. */
  private limited(input: PlanNode): PlanNode {
    return limit(sort(input, ...this.ids(input).map((id) => col(id))), this.below(4), this.below(2))
  }

  private combined(left: PlanNode, right: PlanNode): PlanNode {
    const side = (input: PlanNode): PlanNode => {
      const ids = this.ids(input)
      return project(input, [
        [this.name('u'), col(this.pick(ids))],
        [this.name('u'), col(this.pick(ids))],
      ])
    }
    const operation = this.pick(['union', 'intersect', 'except'] as const)
    const both = setOperation(operation, this.pick([true, false]), side(left), side(right), [
      this.name('s'),
      this.name('s'),
    ])
    return this.below(2) === 0 ? this.filtered(both) : both
  }

  private shared(definition: PlanNode): PlanNode {
    const name = this.name('w')
    const use = (): PlanNode =>
      reference(
        name,
        this.ids(definition).map(() => this.name('r')),
      )
    return withQuery(name, definition, this.below(2) === 0 ? this.filtered(use()) : this.joined(use(), use()))
  }

  private predicate(ids: readonly string[], depth = 2): Expression {
    const column = (): Expression => col(this.pick(ids))
    if (depth > 0 && this.below(2) === 0) {
      const parts = [this.predicate(ids, depth - 1), this.predicate(ids, depth - 1)]
      return this.below(5) === 0
        ? call(this.pick(['not', 'is_true', 'is_not_true', 'is_null']), ...parts.slice(0, 1))
        : call(this.pick(['and', 'and', 'or']), ...parts)
    }
    return this.pick<() => Expression>([
      () => call('eq', column(), lit(this.value())),
      () => call('eq', column(), column()),
      () => call('lt', column(), lit(2)),
      () => call('ge', column(), column()),
      () => call('ne', column(), lit(this.value())),
      () => call('is_null', column()),
      () => call('is_not_null', column()),
      () => call('is_not_distinct_from', column(), column()),
      () => call('eq', call('coalesce', column(), lit(1)), lit(1)),
      () => inList(column(), [this.value(), 1]),
      () => call('eq', lit(this.below(3)), lit(1)),
    ])()
  }

  private ids(node: PlanNode): readonly string[] {
    return outputColumns(node).map((column) => column.id)
  }

  private value(): number | null {
    return this.below(4) === 0 ? null : this.below(3)
  }

  private name(prefix: string): string {
    this.counter += 1
    return `${prefix}${this.counter}`
  }

  private pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  /** An integer in [0, bound): mulberry32 (Tommy Ettinger, public domain). */
  private below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}
