import { type EngineType, sameType } from '#arrow'
import {
  type ColumnId,
  type CommonValue,
  type Expression,
  outputColumns,
  type PlanNode,
  type Scan,
  UNKNOWN_COLUMN,
} from '#plan'
import { freeColumns } from '../expressions.ts'
import { stepsBetween } from './value-order.ts'

/** What is believed of a column's values, at one place of a plan. */
export interface ColumnFacts {
  readonly type: EngineType
  /** Different values but NULL; null is unknown. */
  readonly distinct: number | null
  /** Null is unknown. */
  readonly nullFraction: number | null
  /** Null is unknown. */
  readonly averageBytes: number | null
  readonly commonValues: readonly CommonValue[]
  /** Empty where it is unknown, or where the source orders values as the engine does not. */
  readonly histogram: readonly string[]
}

/** Narrowing of a column's different values by the conditions of a Filter: the share of them that is left. */
export type Narrowing = (predicate: Expression, id: ColumnId, facts: ColumnFacts) => number

const KNOWN = new WeakMap<PlanNode, Map<ColumnId, ColumnFacts | undefined>>()

/** The facts of a column a node produces; undefined when it is not one of a table that has any. */
export function columnFacts(node: PlanNode, id: ColumnId, narrowing: Narrowing): ColumnFacts | undefined {
  const known = KNOWN.get(node) ?? new Map<ColumnId, ColumnFacts | undefined>()
  KNOWN.set(node, known)
  if (!known.has(id)) known.set(id, findFacts(node, id, narrowing))
  return known.get(id)
}

function findFacts(node: PlanNode, id: ColumnId, narrowing: Narrowing): ColumnFacts | undefined {
  switch (node.kind) {
    case 'scan':
      return factsOfScan(node, id)
    case 'filter': {
      const facts = columnFacts(node.input, id, narrowing)
      if (facts === undefined || facts.distinct === null) return facts
      return { ...facts, distinct: Math.max(1, facts.distinct * narrowing(node.predicate, id, facts)) }
    }
    case 'project':
    case 'aggregate': {
      const named = node.kind === 'project' ? node.expressions : node.groups
      const expression = named.find(({ column }) => column.id === id)?.expression
      return expression === undefined ? undefined : factsOfExpression(node.input, expression, narrowing)
    }
    case 'join':
    case 'lateral_join': {
      const side = outputColumns(node.left).some((column) => column.id === id) ? node.left : node.right
      return columnFacts(side, id, narrowing)
    }
    case 'sort':
    case 'limit':
    case 'window':
      return columnFacts(node.input, id, narrowing)
    case 'with':
    case 'recursive_with':
      return columnFacts(node.body, id, narrowing)
    case 'remote_query':
      return columnFacts(node.plan, id, narrowing)
    default:
      return undefined
  }
}

function factsOfScan(scan: Scan, id: ColumnId): ColumnFacts | undefined {
  const column = scan.columns.find((one) => one.id === id)
  if (column === undefined) return undefined
  const kept = scan.statistics?.columns[column.name]
  const isKey = scan.primaryKey.length === 1 && scan.primaryKey[0] === column.name
  if (kept === undefined && !isKey) return undefined
  const { distinct, nullFraction, averageBytes, commonValues, histogram } = kept ?? UNKNOWN_COLUMN
  // Values are those of the source's own type; text it does not order by bytes has bounds of another order.
  const comparable = sameType(column.type, column.nativeType)
  const ordered = column.type.kind !== 'string' || column.comparison === 'binary'
  const bounds = comparable && ordered ? histogram : []
  return {
    type: column.type,
    distinct: isKey ? scan.estimatedRows : boundedDistinct(distinct, bounds, column.type, scan.estimatedRows),
    nullFraction: column.nullable ? nullFraction : 0,
    averageBytes,
    commonValues: comparable ? commonValues : [],
    histogram: bounds,
  }
}

/** Whole numbers and days cannot have more values than lie between their ends. */
function boundedDistinct(
  distinct: number | null,
  histogram: readonly string[],
  type: EngineType,
  rows: number | null,
): number | null {
  const [least, greatest] = [histogram[0], histogram.at(-1)]
  if (distinct !== null || least === undefined || greatest === undefined || rows === null) return distinct
  const steps = stepsBetween(least, greatest, type)
  return steps === undefined ? null : Math.max(1, Math.min(steps, rows))
}

/** A computed value has at most as many values as the columns it is made of, taken together. */
function factsOfExpression(input: PlanNode, expression: Expression, narrowing: Narrowing): ColumnFacts | undefined {
  if (expression.kind === 'column') return columnFacts(input, expression.id, narrowing)
  const { type } = expression.kind === 'in' ? { type: { kind: 'boolean' } as const } : expression
  const parts = [...freeColumns(expression)].map((id) => columnFacts(input, id, narrowing)?.distinct ?? null)
  const distinct = parts.reduce<number | null>((all, part) => (all === null || part === null ? null : all * part), 1)
  if (distinct === null) return undefined
  return { type, distinct, nullFraction: null, averageBytes: null, commonValues: [], histogram: [] }
}

/**
 * Of `distinct` values spread over `all` rows, those that `rows` of them, taken at random, are believed to have
 * (Cardenas 1975, as PostgreSQL's estimate_num_groups approximates Yao's formula).
 */
export function distinctAmong(distinct: number, all: number, rows: number): number {
  if (rows >= all || all <= 0) return Math.min(distinct, Math.max(rows, 0))
  return distinct * (1 - (1 - rows / all) ** (all / distinct))
}
