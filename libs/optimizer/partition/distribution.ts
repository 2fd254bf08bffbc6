import { unreachable } from '#core'
import type { Aggregate, ColumnId, Expression, Join, PlanNode, RemoteQuery, SetOperation } from '#plan'
import { equalitySides, splitConjuncts } from '../expressions.ts'
import { identicalWhenEqual } from '../raising.ts'
import { nodeExpressions, outputIds, subqueriesIn } from '../subplans.ts'
import { comparedKeys, divisionKey } from './division-keys.ts'

/**
 * What the kernels have of a node's rows when each computes it of its own rows. `copied`: each has all of them, the same
 * everywhere. `divided`: each row is in one kernel, the one that the hash of any of the columns `keys` says.
 */
export type Distribution =
  | { readonly kind: 'copied' }
  | { readonly kind: 'divided'; readonly keys: ReadonlySet<ColumnId> }

/** By which column the rows of a RemoteQuery are divided; undefined where each kernel takes all of them. */
export type DivisionOf = (remote: RemoteQuery) => ColumnId | undefined

const COPIED: Distribution = { kind: 'copied' }

function divided(keys: Iterable<ColumnId>): Distribution {
  return { kind: 'divided', keys: new Set(keys) }
}

/** What is known of the WITH queries visible at a place: undefined for one that kernels cannot compute of their own rows. */
type Definitions = ReadonlyMap<
  string,
  { readonly distribution: Distribution | undefined; readonly ids: readonly ColumnId[] }
>

/**
 * How a node's rows are distributed; undefined where the kernels together would not give exactly its rows. Whatever
 * picks rows that nothing settles (a LIMIT, an aggregate that depends on the order) is not computed of copied rows: each
 * kernel might pick others.
 */
export function distributionOf(
  node: PlanNode,
  divisionOf: DivisionOf,
  definitions: Definitions = new Map(),
): Distribution | undefined {
  const of = (input: PlanNode): Distribution | undefined => distributionOf(input, divisionOf, definitions)
  if (!areCopied(node, of)) return undefined
  switch (node.kind) {
    case 'remote_query': {
      const key = divisionOf(node)
      return key === undefined ? COPIED : divided([key])
    }
    case 'values':
    case 'table_function':
      return COPIED
    case 'filter':
      return of(node.input)
    case 'project':
      return renamed(of(node.input), node.expressions)
    case 'join':
      return joined(node, of(node.left), of(node.right))
    case 'lateral_join':
      return of(node.right)?.kind === 'copied' ? of(node.left) : undefined
    case 'aggregate':
      return grouped(node, of(node.input))
    case 'window': {
      const input = of(node.input)
      if (input?.kind !== 'divided') return undefined
      const within = node.calls.every(({ call }) => call.partitionBy.some((key) => isKey(key, input.keys)))
      return within ? input : undefined
    }
    case 'set_operation':
      return combined(node, of(node.left), of(node.right))
    case 'with': {
      const definition = { distribution: of(node.definition), ids: outputIds(node.definition) }
      return distributionOf(node.body, divisionOf, new Map([...definitions, [node.name, definition]]))
    }
    case 'cte_reference': {
      const definition = definitions.get(node.name)
      if (definition?.distribution?.kind !== 'divided') return definition?.distribution
      const { keys } = definition.distribution
      return divided(outputIds(node).filter((_id, position) => keys.has(definition.ids[position] ?? '')))
    }
    // The order of the parts is not that of the whole, nor is what a LIMIT takes of each.
    case 'sort':
    case 'limit':
    case 'recursive_with':
    case 'scan':
      return undefined
    default:
      return unreachable(node)
  }
}

/** True when every kernel has all rows of the subqueries in a node's own expressions. */
export function haveCopiedSubqueries(node: PlanNode, divisionOf: DivisionOf): boolean {
  return areCopied(node, (plan) => distributionOf(plan, divisionOf))
}

function areCopied(node: PlanNode, of: (plan: PlanNode) => Distribution | undefined): boolean {
  return nodeExpressions(node)
    .flatMap(subqueriesIn)
    .every(({ plan }) => of(plan)?.kind === 'copied')
}

function isKey(expression: Expression, keys: ReadonlySet<ColumnId>): boolean {
  const column = divisionKey(expression)
  return column !== undefined && keys.has(column.id)
}

function renamed(
  input: Distribution | undefined,
  named: Extract<PlanNode, { kind: 'project' }>['expressions'],
): Distribution | undefined {
  if (input?.kind !== 'divided') return input
  return divided(named.flatMap(({ column, expression }) => (isKey(expression, input.keys) ? [column.id] : [])))
}

/** The types of join that may have a side of which each kernel has all rows, by the side that is divided. */
const BESIDE_COPIED: Readonly<Record<'left' | 'right', ReadonlySet<Join['type']>>> = {
  left: new Set<Join['type']>(['inner', 'cross', 'left', 'semi', 'anti']),
  right: new Set<Join['type']>(['inner', 'cross', 'right']),
}

function joined(join: Join, left: Distribution | undefined, right: Distribution | undefined): Distribution | undefined {
  if (left === undefined || right === undefined) return undefined
  if (left.kind === 'copied' && right.kind === 'copied') return COPIED
  const keys = [...keysOf(left), ...keysOf(right)]
  if (left.kind === 'divided' && right.kind === 'divided') {
    return comparesKeys(join, left.keys, right.keys) ? joinedKeys(join, left, right, keys) : undefined
  }
  const side = left.kind === 'divided' ? 'left' : 'right'
  return BESIDE_COPIED[side].has(join.type) ? joinedKeys(join, left, right, keys) : undefined
}

/** True when rows that match are always in one kernel: an equality of keys is among what they must meet. */
function comparesKeys({ condition }: Join, left: ReadonlySet<ColumnId>, right: ReadonlySet<ColumnId>): boolean {
  if (condition === null) return false
  return splitConjuncts(condition).some((conjunct) => {
    const [a, b] = comparedKeys(equalitySides(conjunct)) ?? []
    if (a === undefined || b === undefined) return false
    return (left.has(a.id) && right.has(b.id)) || (left.has(b.id) && right.has(a.id))
  })
}

/** The keys by which a join's rows are divided: those of a side that is filled up with NULLs are none any more. */
function joinedKeys(
  { type, condition }: Join,
  left: Distribution,
  right: Distribution,
  keys: readonly ColumnId[],
): Distribution {
  switch (type) {
    case 'left':
    case 'semi':
    case 'anti':
      return divided(keysOf(left))
    case 'right':
      return divided(keysOf(right))
    case 'full':
      return divided([])
    case 'inner':
    case 'cross':
      return divided(withEqual(new Set(keys), condition))
    default:
      return unreachable(type)
  }
}

function keysOf(distribution: Distribution): readonly ColumnId[] {
  return distribution.kind === 'divided' ? [...distribution.keys] : []
}

/** The keys with the columns that are equal to one of them in every row that meets the condition. */
function withEqual(keys: ReadonlySet<ColumnId>, condition: Expression | null): ReadonlySet<ColumnId> {
  const all = new Set(keys)
  for (const conjunct of condition === null ? [] : splitConjuncts(condition)) {
    const [a, b] = comparedKeys(equalitySides(conjunct)) ?? []
    if (a === undefined || b === undefined) continue
    if (all.has(a.id)) all.add(b.id)
    if (all.has(b.id)) all.add(a.id)
  }
  return all
}

/** Groups are whole in one kernel when their rows have the same key. */
function grouped(node: Aggregate, input: Distribution | undefined): Distribution | undefined {
  if (input?.kind === 'copied') return isSettled(node) ? COPIED : undefined
  if (input === undefined || node.groupingSets !== null) return undefined
  const keys = node.groups.filter(({ expression }) => isKey(expression, input.keys)).map(({ column }) => column.id)
  return keys.length === 0 ? undefined : divided(keys)
}

const SETTLED: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'min', 'max', 'bool_and', 'bool_or'])

/** True when every kernel computes the same of the same rows, in whatever order they come. */
function isSettled({ groups, aggregates }: Aggregate): boolean {
  const values = [...groups.map(({ expression }) => expression), ...aggregates.flatMap(({ call }) => call.arguments)]
  if (!values.every((value) => identicalWhenEqual(value.kind === 'in' ? { kind: 'boolean' } : value.type))) return false
  return aggregates.every(({ call }) => SETTLED.has(call.function))
}

/** Equal rows of both sides are in one kernel when both are divided by the same of their columns. */
function combined(
  node: SetOperation,
  left: Distribution | undefined,
  right: Distribution | undefined,
): Distribution | undefined {
  if (left === undefined || right === undefined || left.kind !== right.kind) return undefined
  const isUnionAll = node.operation === 'union' && node.all
  if (left.kind === 'copied' || right.kind === 'copied') {
    return isUnionAll || node.columns.every(({ type }) => identicalWhenEqual(type)) ? COPIED : undefined
  }
  const [lefts, rights] = [outputIds(node.left), outputIds(node.right)]
  const keys = node.columns.filter(
    (_column, position) => left.keys.has(lefts[position] ?? '') && right.keys.has(rights[position] ?? ''),
  )
  return isUnionAll || keys.length > 0 ? divided(keys.map(({ id }) => id)) : undefined
}
