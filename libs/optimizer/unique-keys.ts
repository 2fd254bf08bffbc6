import { type ColumnId, type Expression, type Join, outputColumns, type PlanNode, type Project } from '#plan'
import { equalitySides, splitConjuncts } from './expressions.ts'
import { isWithin } from './id-sets.ts'

/** Sets of columns of which no two rows have the same values. */
export type UniqueKeys = readonly ReadonlySet<ColumnId>[]

/** The unique keys of a plan's rows; undefined where nothing is known of the keys of its tables. */
export function uniqueKeys(node: PlanNode): UniqueKeys | undefined {
  switch (node.kind) {
    case 'scan': {
      const ids = node.primaryKey.flatMap((name) => node.columns.find((column) => column.name === name)?.id ?? [])
      return ids.length > 0 && ids.length === node.primaryKey.length ? [new Set(ids)] : undefined
    }
    case 'filter':
    case 'sort':
    case 'limit':
      return uniqueKeys(node.input)
    case 'project':
      return keysThrough(node)
    case 'aggregate':
      return node.groups.length > 0 && node.groupingSets === null
        ? [new Set(node.groups.map(({ column }) => column.id))]
        : undefined
    case 'join':
      return keysOfJoin(node)
    default:
      return undefined
  }
}

/** True when an equality of the two sides' columns finds at most one row of the second for each row of the first. */
export function isUniqueOn(keys: UniqueKeys, side: PlanNode, conjuncts: readonly Expression[]): boolean {
  const ids = new Set(outputColumns(side).map(({ id }) => id))
  const compared = new Set(
    conjuncts.flatMap((conjunct) =>
      (equalitySides(conjunct) ?? []).flatMap((part) => (part.kind === 'column' && ids.has(part.id) ? [part.id] : [])),
    ),
  )
  return keys.some((key) => isWithin(key, compared))
}

function keysThrough({ input, expressions }: Project): UniqueKeys | undefined {
  const names = new Map(
    expressions.flatMap(({ column, expression }) => (expression.kind === 'column' ? [[expression.id, column.id]] : [])),
  )
  return uniqueKeys(input)
    ?.filter((key) => [...key].every((id) => names.has(id)))
    .map((key) => new Set([...key].map((id) => names.get(id) ?? id)))
}

/** Rows of a side stay unique when each finds at most one row of the other. */
function keysOfJoin({ type, left, right, condition }: Join): UniqueKeys | undefined {
  const ofLeft = uniqueKeys(left)
  if (type === 'semi' || type === 'anti') return ofLeft
  const ofRight = uniqueKeys(right)
  if (type !== 'inner' || condition === null || ofLeft === undefined || ofRight === undefined) return undefined
  const on = splitConjuncts(condition)
  return [...(isUniqueOn(ofRight, right, on) ? ofLeft : []), ...(isUniqueOn(ofLeft, left, on) ? ofRight : [])]
}
