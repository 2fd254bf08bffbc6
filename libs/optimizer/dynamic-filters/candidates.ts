import {
  type ColumnId,
  type Expression,
  type FilteringJoin,
  type Join,
  type JoinType,
  outputColumns,
  type PlanNode,
  type RemoteQuery,
} from '#plan'
import { equalitySides, splitConjuncts } from '../expressions.ts'
import { remoteKey } from '../remote-key.ts'
import { childNodes, nodeExpressions, outputIds, subqueriesIn } from '../subplans.ts'
import { areComparable, keyColumn } from './key-columns.ts'
import { type Definitions, hiding, type KeySource, keySource } from './key-source.ts'
import { placesBelow } from './placement.ts'

/** The rows of one RemoteQuery that a join can do without, for want of a key among those of another one. */
export interface Candidate {
  readonly source: KeySource
  readonly target: RemoteQuery
  /** The column of the target. */
  readonly column: ColumnId
  readonly join: FilteringJoin
}

/** A condition on a node's rows: those whose column is not among the keys are thrown away above. */
interface Pending {
  readonly source: KeySource
  readonly column: ColumnId
  readonly join: FilteringJoin
}

/** Which sides of a join may be filtered by the keys of the other: never one whose rows are kept, or count, without a match. */
const FILTERED: Readonly<Record<JoinType, readonly ('left' | 'right')[]>> = {
  inner: ['left', 'right'],
  semi: ['left', 'right'],
  left: ['right'],
  right: ['left'],
  anti: [],
  full: [],
  cross: [],
}

/**
 * All dynamic filters that leave the plan's answer as it is, whichever of them are used, as long as no fragment waits
 * for itself.
 */
export function findCandidates(plan: PlanNode): readonly Candidate[] {
  const uses = new Uses()
  visit(plan, [], new Map(), uses)
  return uses.candidates()
}

/** Where conditions reach fetched rows and WITH queries; one counts only where all uses have it. */
class Uses {
  readonly #remotes: { readonly remote: RemoteQuery; readonly pending: readonly Pending[] }[] = []
  readonly #references = new Map<string, (readonly Pending[])[]>()

  reach(remote: RemoteQuery, pending: readonly Pending[]): void {
    this.#remotes.push({ remote, pending })
  }

  refer(name: string, pending: readonly Pending[]): void {
    this.#references.set(name, [...(this.#references.get(name) ?? []), pending])
  }

  /** What holds of every reference to a WITH query met so far; they are all of those in its body. */
  take(name: string): readonly Pending[] {
    const references = this.#references.get(name) ?? []
    this.#references.delete(name)
    return common(references)
  }

  candidates(): readonly Candidate[] {
    const groups = Map.groupBy(this.#remotes, ({ remote }) => remoteKey(remote))
    return [...groups.values()].flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      const target = first.remote
      return common(group.map(({ pending }) => pending))
        .filter(({ source }) => remoteKey(source.remote) !== remoteKey(target))
        .map(({ source, column, join }) => ({ source, target, column, join }))
    })
  }
}

function common([first = [], ...others]: readonly (readonly Pending[])[]): readonly Pending[] {
  return first.filter((pending) => others.every((list) => list.some((other) => isSame(pending, other))))
}

function isSame(a: Pending, b: Pending): boolean {
  return a.column === b.column && a.source.remote === b.source.remote && a.source.column.id === b.source.column.id
}

function visit(node: PlanNode, pending: readonly Pending[], definitions: Definitions, uses: Uses): void {
  for (const subquery of nodeExpressions(node).flatMap(subqueriesIn)) visit(subquery.plan, [], definitions, uses)
  switch (node.kind) {
    case 'remote_query':
      uses.reach(node, pending)
      return
    case 'cte_reference':
      uses.refer(node.name, toDefinition(pending, outputIds(node), definitions.get(node.name)))
      return
    case 'with':
      visit(node.body, below(node, 1, pending), new Map([...definitions, [node.name, node.definition]]), uses)
      visit(node.definition, uses.take(node.name), definitions, uses)
      return
    case 'recursive_with': {
      const inside = hiding(definitions, node.name)
      visit(node.base, [], definitions, uses)
      visit(node.step, [], inside, uses)
      visit(node.body, below(node, 2, pending), inside, uses)
      uses.take(node.name)
      return
    }
    case 'join':
      visit(node.left, [...below(node, 0, pending), ...ofJoin(node, 'left', pending, definitions)], definitions, uses)
      visit(node.right, [...below(node, 1, pending), ...ofJoin(node, 'right', pending, definitions)], definitions, uses)
      return
    default:
      for (const [index, child] of childNodes(node).entries())
        visit(child, below(node, index, pending), definitions, uses)
  }
}

/** What of the conditions on a node's rows holds of one of its inputs. */
function below(node: PlanNode, child: number, pending: readonly Pending[]): readonly Pending[] {
  return pending.flatMap((one) =>
    placesBelow(node, one.column)
      .filter((place) => place.child === child)
      .map(({ column }) => ({ ...one, column })),
  )
}

/** Conditions on a reference's columns as conditions on those of its definition. */
function toDefinition(
  pending: readonly Pending[],
  columns: readonly ColumnId[],
  definition: PlanNode | undefined,
): readonly Pending[] {
  const inner = definition === undefined ? [] : outputIds(definition)
  return pending.flatMap((one) => {
    const column = inner[columns.indexOf(one.column)]
    return column === undefined ? [] : [{ ...one, column }]
  })
}

/**
 * The conditions that a join's own equalities put on one of its sides: the keys of the other side, and those by which
 * the other side is filtered from above.
 */
function ofJoin(
  join: Join,
  filtered: 'left' | 'right',
  pending: readonly Pending[],
  definitions: Definitions,
): readonly Pending[] {
  if (join.condition === null || !FILTERED[join.type].includes(filtered)) return []
  const [target, other] = filtered === 'left' ? [join.left, join.right] : [join.right, join.left]
  return splitConjuncts(join.condition).flatMap((conjunct) => {
    const sides = equalitySides(conjunct) ?? []
    const value = columnOf(sides, target)
    const key = columnOf(sides, other)
    if (value === undefined || key === undefined || !areComparable(value.type, key.type)) return []
    const source = keySource(other, key.id, definitions)
    const own: readonly Pending[] = source === undefined ? [] : [{ source, column: value.id, join: joinName(join) }]
    const carried = pending
      .filter(({ column, source: { column: keys } }) => column === key.id && areComparable(value.type, keys.type))
      .map((one) => ({ ...one, column: value.id }))
    return [...carried, ...own]
  })
}

function columnOf(sides: readonly Expression[], node: PlanNode): ReturnType<typeof keyColumn> {
  const ids = new Set(outputColumns(node).map(({ id }) => id))
  return sides.map(keyColumn).find((column) => column !== undefined && ids.has(column.id))
}

function joinName({ type }: Join): FilteringJoin {
  return type === 'left' || type === 'right' || type === 'semi' ? type : 'inner'
}
