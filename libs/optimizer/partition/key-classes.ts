import { type ColumnId, type Expression, outputColumns, type PlanNode, type RemoteQuery } from '#plan'
import { equalitySides, splitConjuncts } from '../expressions.ts'
import { childNodes, nodeExpressions, outputIds } from '../subplans.ts'
import { comparedKeys, divisionKey, hashFamily } from './division-keys.ts'

/** The RemoteQueries below a node but those of subqueries. */
export function remotesBelow(node: PlanNode): readonly RemoteQuery[] {
  return node.kind === 'remote_query' ? [node] : childNodes(node).flatMap(remotesBelow)
}

/**
 * Sets of fetched columns by which a plan's rows might be divided: columns that it compares for equality, directly or
 * not, or by which it groups. Only guesses: whether a division gives the plan's answer says `distributionOf`.
 */
export function keyClasses(plan: PlanNode): readonly ReadonlySet<ColumnId>[] {
  const classes = new Classes()
  visit(plan, classes, new Map())
  const fetched = remotesBelow(plan).flatMap((remote) => outputColumns(remote))
  return classes.among(fetched.filter(({ type }) => hashFamily(type) !== undefined).map(({ id }) => id))
}

/** Sets of equal columns, some of which matter. */
class Classes {
  readonly #parents = new Map<ColumnId, ColumnId>()
  readonly #marked = new Set<ColumnId>()

  unite(a: ColumnId, b: ColumnId): void {
    const [one, other] = [this.#rootOf(a), this.#rootOf(b)]
    if (one !== other) this.#parents.set(one, other)
  }

  mark(id: ColumnId): void {
    this.#marked.add(id)
  }

  /** The sets of the given columns, those that matter. */
  among(ids: readonly ColumnId[]): readonly ReadonlySet<ColumnId>[] {
    const marked = new Set([...this.#marked].map((id) => this.#rootOf(id)))
    const groups = Map.groupBy(ids, (id) => this.#rootOf(id))
    return [...groups].filter(([root]) => marked.has(root)).map(([, members]) => new Set(members))
  }

  #rootOf(id: ColumnId): ColumnId {
    const parent = this.#parents.get(id)
    return parent === undefined ? id : this.#rootOf(parent)
  }
}

function visit(node: PlanNode, classes: Classes, definitions: ReadonlyMap<string, readonly ColumnId[]>): void {
  for (const conjunct of conditionsOf(node)) {
    const [a, b] = comparedKeys(equalitySides(conjunct)) ?? []
    if (a === undefined || b === undefined) continue
    classes.unite(a.id, b.id)
    classes.mark(a.id)
  }
  if (node.kind === 'project') for (const named of node.expressions) rename(named.column.id, named.expression, classes)
  if (node.kind === 'aggregate') {
    for (const { column, expression } of node.groups) {
      rename(column.id, expression, classes)
      classes.mark(column.id)
    }
  }
  if (node.kind === 'window') {
    for (const key of node.calls.flatMap(({ call }) => call.partitionBy.flatMap((it) => divisionKey(it) ?? []))) {
      classes.mark(key.id)
    }
  }
  if (node.kind === 'set_operation') {
    const [lefts, rights] = [outputIds(node.left), outputIds(node.right)]
    for (const [position, { id }] of node.columns.entries()) {
      for (const side of [lefts[position], rights[position]]) if (side !== undefined) classes.unite(id, side)
      if (node.operation !== 'union' || !node.all) classes.mark(id)
    }
  }
  if (node.kind === 'cte_reference') {
    const ids = definitions.get(node.name) ?? []
    for (const [position, id] of outputIds(node).entries()) classes.unite(id, ids[position] ?? id)
  }
  const inside = node.kind === 'with' ? new Map([...definitions, [node.name, outputIds(node.definition)]]) : definitions
  for (const child of childNodes(node)) visit(child, classes, inside)
}

function conditionsOf(node: PlanNode): readonly Expression[] {
  return node.kind === 'join' || node.kind === 'filter' ? nodeExpressions(node).flatMap(splitConjuncts) : []
}

function rename(id: ColumnId, expression: Expression, classes: Classes): void {
  const key = divisionKey(expression)
  if (key !== undefined) classes.unite(id, key.id)
}
