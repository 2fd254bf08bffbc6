import { type PlanNode, type SetOperation, typeOf, type WindowCall } from '#plan'
import type { MysqlServer } from './server.ts'

/** Whether a server can say a node as such: its parts are asked one by one. */
export function supportsOf({ has }: MysqlServer): (node: PlanNode) => boolean {
  return (node) => {
    switch (node.kind) {
      case 'scan':
      case 'filter':
      case 'project':
      case 'sort':
      case 'limit':
        return true
      case 'aggregate':
        return node.groupingSets === null && node.groups.length + node.aggregates.length > 0
      case 'join':
        return node.type !== 'full'
      case 'set_operation':
        return isSetOperation(node, has)
      case 'window':
        return has.has('windows') && node.calls.every(({ call }) => isWindow(call))
      case 'with':
      case 'cte_reference':
        return has.has('common_tables')
      default:
        return false
    }
  }
}

function isSetOperation({ operation, all }: SetOperation, has: MysqlServer['has']): boolean {
  if (operation === 'union') return true
  return has.has(all ? 'intersect_except_all' : 'intersect_except')
}

/** Frames of ROWS, or the default one; a sum of floats that a frame moves along drifts. */
function isWindow({ frame, arguments: values, function: name }: WindowCall): boolean {
  if (frame !== null && (frame.unit === 'groups' || frame.exclude !== 'no_others')) return false
  const bounds = frame === null ? [] : [frame.start, frame.end]
  const offsets = bounds.flatMap((bound) => ('offset' in bound ? [bound.offset] : []))
  if (frame?.unit === 'range' && offsets.length > 0) return false
  if (!offsets.every((offset) => offset.kind === 'literal')) return false
  const adds = name === 'sum' || name === 'avg'
  return !(adds && values.some((value) => typeOf(value).kind === 'float64'))
}
