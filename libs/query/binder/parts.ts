import type { ExpressionNode, OrderItem } from '../query-request.ts'

/**
 * The expressions inside a node, to look for further faults once it has one. Arrays and rows, which can stand in few
 * places, are replaced by what is in them; subqueries note their own.
 */
export function partsOf(node: ExpressionNode): readonly ExpressionNode[] {
  return directParts(node).flatMap((part) => {
    if ('array' in part || 'row' in part) return partsOf(part)
    return 'star' in part && !('fn' in part) ? [] : [part]
  })
}

function directParts(node: ExpressionNode): readonly ExpressionNode[] {
  if ('op' in node && 'args' in node) return present(...node.args, node.escape)
  if ('fn' in node) {
    const keys = [...(node.order_by ?? []), ...(node.within_group ?? [])]
    return present(
      ...(node.args ?? []),
      ...Object.values(node.named_args ?? {}),
      node.filter,
      ...keys.map(keyExpression),
    )
  }
  if ('case' in node) return present(node.of, ...node.case.flatMap(({ when, then }) => [when, then]), node.else)
  if ('cast' in node) return [node.cast]
  if ('subquery' in node) return present(node.arg)
  if ('array' in node) return node.array
  if ('subscript' in node)
    return present(node.subscript, node.at, node.slice?.from, node.slice?.to, ...(node.path ?? []))
  return 'row' in node ? node.row : []
}

function present(...nodes: readonly (ExpressionNode | undefined)[]): readonly ExpressionNode[] {
  return nodes.filter((node) => node !== undefined)
}

function keyExpression(item: string | OrderItem): ExpressionNode | undefined {
  return typeof item === 'string' ? undefined : item.expression
}
