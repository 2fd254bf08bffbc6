import type { FuncCall, Node, SQLValueFunction } from 'libpg-query'
import type { ExpressionNode, FunctionNode } from '../query-request.ts'
import { catalogName, locationOf } from './ast.ts'
import type { Conversion } from './conversion.ts'
import { orderItems } from './order-by.ts'
import { overClause } from './windows.ts'

/** A call of a function, an aggregate or a window function. */
export function functionCall(conversion: Conversion, call: FuncCall): FunctionNode {
  if (call.func_variadic) {
    conversion.refuse('VARIADIC arguments are not supported; list the arguments one by one.', call.location)
  }
  const order = call.agg_order === undefined ? undefined : orderItems(conversion, call.agg_order)
  const node = conversion.located(
    {
      fn: catalogName(call.funcname),
      ...callArguments(conversion, call.args),
      ...(call.agg_star ? { star: true as const } : {}),
      ...(call.agg_distinct ? { distinct: true } : {}),
      ...(call.agg_filter === undefined ? {} : { filter: conversion.expression(call.agg_filter) }),
      ...(order === undefined ? {} : call.agg_within_group ? { within_group: order } : { order_by: order }),
      ...(call.over === undefined ? {} : { over: overClause(conversion, call.over) }),
    },
    call.location,
  )
  return conversion.locatedKeys(node, { over: call.over?.location })
}

/** Arguments by position, and after them those by name. */
function callArguments(
  conversion: Conversion,
  nodes: readonly Node[] | undefined,
): Pick<FunctionNode, 'args' | 'named_args'> {
  if (nodes === undefined) return {}
  const args = nodes.filter((node) => !('NamedArgExpr' in node)).map((node) => conversion.expression(node))
  const named = new Map<string, ExpressionNode>()
  for (const node of nodes) {
    if (!('NamedArgExpr' in node)) continue
    const { name = '', arg, location } = node.NamedArgExpr
    if (named.has(name)) conversion.reject(`argument name "${name}" used more than once`, '42601', location)
    if (arg !== undefined) named.set(name, conversion.expression(arg))
  }
  return {
    ...(args.length === 0 && named.size > 0 ? {} : { args }),
    ...(named.size === 0 ? {} : { named_args: Object.fromEntries(named) }),
  }
}

/** A function that SQL gives a syntax of its own: COALESCE, GREATEST, NULLIF, GROUPING. */
export function namedCall(
  conversion: Conversion,
  fn: string,
  args: readonly Node[] | undefined,
  location: number | undefined,
): FunctionNode {
  return conversion.located({ fn, args: (args ?? []).map((node) => conversion.expression(node)) }, location)
}

/** CURRENT_DATE and its like; a precision is their argument. */
export function valueFunction(conversion: Conversion, node: SQLValueFunction): FunctionNode {
  const fn = (node.op ?? '').replace(/^SVFOP_|_N$/g, '').toLowerCase()
  const precision = node.op?.endsWith('_N') ? (node.typmod ?? 0) : undefined
  return conversion.located({ fn, ...(precision === undefined ? {} : { args: [{ value: precision }] }) }, node.location)
}

/** The item of FROM `fn(args)`: its name and arguments; calls that only make sense elsewhere are refused. */
export function tableFunction(conversion: Conversion, node: Node): { fn: string; args: readonly ExpressionNode[] } {
  if ('SQLValueFunction' in node) {
    const { fn, args = [] } = valueFunction(conversion, node.SQLValueFunction)
    return { fn, args }
  }
  if (!('FuncCall' in node)) return conversion.refuse('Only function calls can stand in FROM.', locationOf(node))
  const { fn, args = [], ...rest } = functionCall(conversion, node.FuncCall)
  if (Object.keys(rest).length === 0) return { fn, args }
  return conversion.refuse('An aggregate cannot stand in FROM; use a subquery.', node.FuncCall.location)
}
