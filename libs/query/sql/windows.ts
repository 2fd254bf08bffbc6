import type { Node, WindowDef } from 'libpg-query'
import type {
  ExpressionNode,
  FrameBoundSpecification,
  FrameSpecification,
  WindowSpecification,
} from '../query-request.ts'
import { locationOf, shortColumn } from './ast.ts'
import type { Conversion } from './conversion.ts'
import { orderItems } from './order-by.ts'

/** The WINDOW clause: named windows. */
export function namedWindows(
  conversion: Conversion,
  nodes: readonly Node[],
): Readonly<Record<string, WindowSpecification>> {
  const windows = new Map<string, WindowSpecification>()
  for (const node of nodes) {
    if (!('WindowDef' in node)) return conversion.refuse('This WINDOW clause is not supported.', locationOf(node))
    const { name = '', location } = node.WindowDef
    if (windows.has(name)) conversion.reject(`window "${name}" is already defined`, '42P20', location)
    windows.set(name, windowSpecification(conversion, node.WindowDef))
  }
  return Object.fromEntries(windows)
}

/** What follows OVER: the name of a window, or a window. `OVER w` keeps the frame of w, `OVER (w)` only copies the rest. */
export function overClause(conversion: Conversion, window: WindowDef): string | WindowSpecification {
  return window.name === undefined ? windowSpecification(conversion, window) : window.name
}

function windowSpecification(conversion: Conversion, window: WindowDef): WindowSpecification {
  const frame = frameSpecification(conversion, window)
  return conversion.located(
    {
      ...(window.refname === undefined ? {} : { window: window.refname }),
      ...(window.partitionClause === undefined ? {} : { partition_by: keys(conversion, window.partitionClause) }),
      ...(window.orderClause === undefined ? {} : { order_by: orderItems(conversion, window.orderClause) }),
      ...(frame === undefined ? {} : { frame }),
    },
    window.location,
  )
}

function keys(conversion: Conversion, nodes: readonly Node[]): (string | ExpressionNode)[] {
  const items = nodes.map((node) => shortColumn(node) ?? conversion.expression(node))
  return conversion.locatedItems(items, nodes.map(locationOf))
}

/** The bits of WindowDef.frameOptions (PostgreSQL's parsenodes.h, FRAMEOPTION_*). */
const FRAME = {
  nonDefault: 0x1,
  range: 0x2,
  rows: 0x4,
  startUnboundedPreceding: 0x20,
  endUnboundedFollowing: 0x100,
  startCurrentRow: 0x200,
  endCurrentRow: 0x400,
  startPreceding: 0x800,
  endPreceding: 0x1000,
  startFollowing: 0x2000,
  endFollowing: 0x4000,
  excludeCurrentRow: 0x8000,
  excludeGroup: 0x10000,
  excludeTies: 0x20000,
}

function frameSpecification(conversion: Conversion, window: WindowDef): FrameSpecification | undefined {
  const options = window.frameOptions ?? 0
  const has = (bit: number) => (options & bit) !== 0
  if (!has(FRAME.nonDefault)) return undefined
  const offset = (node: Node | undefined): ExpressionNode => {
    if (node === undefined) return conversion.refuse('This window frame is not supported.', window.location)
    return conversion.expression(node)
  }
  const start = (): FrameBoundSpecification => {
    if (has(FRAME.startUnboundedPreceding)) return 'unbounded_preceding'
    if (has(FRAME.startCurrentRow)) return 'current_row'
    if (has(FRAME.startPreceding)) return { preceding: offset(window.startOffset) }
    if (has(FRAME.startFollowing)) return { following: offset(window.startOffset) }
    return conversion.refuse('This start of a window frame is not supported.', window.location)
  }
  const end = (): FrameBoundSpecification => {
    if (has(FRAME.endUnboundedFollowing)) return 'unbounded_following'
    if (has(FRAME.endCurrentRow)) return 'current_row'
    if (has(FRAME.endPreceding)) return { preceding: offset(window.endOffset) }
    if (has(FRAME.endFollowing)) return { following: offset(window.endOffset) }
    return conversion.refuse('This end of a window frame is not supported.', window.location)
  }
  return {
    unit: has(FRAME.rows) ? 'rows' : has(FRAME.range) ? 'range' : 'groups',
    start: start(),
    end: end(),
    ...(has(FRAME.excludeCurrentRow) ? { exclude: 'current_row' as const } : {}),
    ...(has(FRAME.excludeGroup) ? { exclude: 'group' as const } : {}),
    ...(has(FRAME.excludeTies) ? { exclude: 'ties' as const } : {}),
  }
}
