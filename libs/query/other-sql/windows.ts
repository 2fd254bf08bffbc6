import type { Translation } from './input-dialect.ts'
import { numberText } from './literals.ts'
import { orderItems } from './order.ts'
import { onlyKeys, refuse } from './translation.ts'
import { child, children, type Tree, text } from './tree.ts'

/** ` OVER (...)`, or nothing when there is none. */
export function overClause(translation: Translation, over: Tree | undefined): string {
  if (over === undefined) return ''
  const specification = child(child(over, 'as_window_specification') ?? {}, 'window_specification')
  if (specification === undefined) refuse(translation, 'a named window', over)
  onlyKeys(translation, over, ['as_window_specification'])
  onlyKeys(translation, specification, ['partitionby', 'orderby', 'window_frame_clause'])
  const partition = children(specification, 'partitionby').map((item) => child(item, 'expr') ?? item)
  const order = children(specification, 'orderby')
  const frame = child(specification, 'window_frame_clause')
  return ` OVER (${[
    partition.length === 0 ? '' : `PARTITION BY ${partition.map(translation.expression).join(', ')}`,
    order.length === 0 ? '' : `ORDER BY ${orderItems(translation, order)}`,
    frame === undefined ? '' : frameText(translation, frame),
  ]
    .filter((part) => part !== '')
    .join(' ')})`
}

function frameText(translation: Translation, frame: Tree): string {
  const unit = text(child(frame, 'left') ?? {}, 'value')?.toUpperCase()
  const [start, end] = children(child(frame, 'right') ?? {}, 'value')
  if (unit !== 'ROWS' || start === undefined || end === undefined) refuse(translation, 'this window frame', frame)
  return `ROWS BETWEEN ${bound(translation, start)} AND ${bound(translation, end)}`
}

function bound(translation: Translation, node: Tree): string {
  const written = String(node['value']).toUpperCase()
  if (/^(?:UNBOUNDED (?:PRECEDING|FOLLOWING)|CURRENT ROW)$/.test(written)) return written
  const [, number, direction] = /^(\d+) (PRECEDING|FOLLOWING)$/.exec(written) ?? []
  if (number === undefined) refuse(translation, 'this window frame', node)
  return `${numberText(translation, number, node)} ${direction}`
}
