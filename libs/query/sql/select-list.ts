import type { FuncCall, Node, ResTarget } from 'libpg-query'
import { AGGREGATE_FUNCTIONS } from '#plan'
import type { Aggregation, SelectItem } from '../query-request.ts'
import { catalogName, columnReference, locationOf, shortColumn } from './ast.ts'
import type { Conversion } from './conversion.ts'

/** The select list: columns and expressions, then the aggregates that the short form says exactly. */
export interface SelectList {
  readonly select?: readonly (string | SelectItem)[]
  readonly aggregations?: readonly Aggregation[]
}

/**
 * Converts a select list. `aggregations` come after `select` in the result, so they are used only where plain columns
 * are followed by simple aggregates with aliases to the end of the list.
 */
export function selectList(conversion: Conversion, nodes: readonly Node[]): SelectList {
  const targets = nodes.map((node) => {
    if ('ResTarget' in node) return node.ResTarget
    return conversion.refuse('This item of the select list is not supported.', locationOf(node))
  })
  const first = targets.findIndex((target) => aggregation(target) !== undefined)
  const aggregations = first === -1 ? [] : targets.slice(first).map(aggregation)
  const complete = aggregations.filter((item) => item !== undefined)
  const columns = first === -1 ? targets : targets.slice(0, first)
  if (first === -1 || complete.length !== aggregations.length || !columns.every(isPlainColumn)) {
    return { select: selectItems(conversion, targets) }
  }
  const located = complete.map((item, index) => conversion.located(item, targets[first + index]?.location))
  if (columns.length === 0) return { aggregations: located }
  return { select: selectItems(conversion, columns), aggregations: located }
}

function selectItems(conversion: Conversion, targets: readonly ResTarget[]): (string | SelectItem)[] {
  const items = targets.map((target) => selectItem(conversion, target))
  const places = targets.map((target) => target.location)
  return conversion.locatedItems(items, places)
}

function selectItem(conversion: Conversion, target: ResTarget): string | SelectItem {
  const { val, name, location } = target
  if (val === undefined) return conversion.refuse('This item of the select list is not supported.', location)
  if (name === undefined) return shortColumn(val) ?? shortStar(val) ?? conversion.expression(val)
  return conversion.located({ ...conversion.expression(val), alias: name }, locationOf(val) ?? location)
}

function shortStar(node: Node): string | undefined {
  if (!('ColumnRef' in node)) return undefined
  const fields = node.ColumnRef.fields ?? []
  if (fields.length === 1 && fields.every((field) => 'A_Star' in field)) return '*'
  const [table, star] = fields
  if (fields.length !== 2 || table === undefined || star === undefined || !('A_Star' in star)) return undefined
  const name = shortColumn({ ColumnRef: { fields: [table] } })
  return name === undefined ? undefined : `${name}.*`
}

function isPlainColumn(target: ResTarget): boolean {
  return columnReference(target.val) !== undefined
}

const AGGREGATES: ReadonlySet<string> = new Set(AGGREGATE_FUNCTIONS)

function aggregation(target: ResTarget): Aggregation | undefined {
  if (target.name === undefined || target.val === undefined || !('FuncCall' in target.val)) return undefined
  const call = simpleAggregate(target.val.FuncCall)
  return call === undefined ? undefined : { ...call, alias: target.name }
}

/** An aggregate of one column, or count(*), and nothing else that could change it; without the alias. */
export function simpleAggregate(call: FuncCall): Omit<Aggregation, 'alias'> | undefined {
  const name = catalogName(call.funcname)
  const [argument, ...more] = call.args ?? []
  const column = call.agg_star ? '*' : shortColumn(argument)
  if (!AGGREGATES.has(name) || column === undefined || more.length > 0) return undefined
  if (call.agg_order ?? call.agg_filter ?? call.over) return undefined
  if (call.agg_within_group || call.func_variadic || (call.agg_star && name !== 'count')) return undefined
  return { function: name, column, ...(call.agg_distinct ? { distinct: true } : {}) }
}
