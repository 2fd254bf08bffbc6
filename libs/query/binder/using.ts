import { BOOLEAN } from '#arrow'
import { didYouMean } from '#core'
import type { Expression } from '#plan'
import type { JoinTree } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { callOf, comparison, joined } from './calls.ts'
import { castTo, toCommonType } from './coerce.ts'
import { columnValue } from './columns.ts'
import { extended, type FromItem, joinItems, refuseSameNames, type Sides } from './joins.ts'
import type { Ctes, Scope, ScopeColumn } from './scope.ts'

interface Surroundings {
  readonly binding: Binding
  readonly outer: Scope | null
  readonly ctes: Ctes
}

/**
 * A join by columns of one name: they come first and once, the left one's value, the right one's in a right join, the
 * first that is there in a full join; then the other columns of both sides. An alias of USING qualifies the former.
 */
export function joinedByColumns(
  around: Surroundings,
  join: JoinTree,
  left: FromItem,
  right: FromItem,
  names: readonly string[],
): FromItem {
  const pairs = names.map((name) => ({
    name,
    left: onlyColumn(around.binding, left, name, 'left', join),
    right: onlyColumn(around.binding, right, name, 'right', join),
  }))
  const item = joinItems(around, join.type, left, right, join, () => {
    const [first, ...others] = pairs.map((it) => comparison(around.binding, 'eq', '=', it.left, it.right, join))
    return first === undefined ? { kind: 'literal', value: 'true', type: BOOLEAN } : joined('and', [first, ...others])
  })
  const sides = extended(join.type, { left, right })
  const merged = names.map((name) => mergedColumn(around.binding, join, sides, name))
  const rest = item.visible.filter(({ name }) => !names.includes(name))
  const named = join.using_alias === undefined ? [] : [{ names: [join.using_alias], columns: merged, primaryKey: [] }]
  refuseSameNames(around.binding, item.relations, named, join)
  return { ...item, relations: [...item.relations, ...named], visible: [...merged, ...rest] }
}

function onlyColumn(binding: Binding, item: FromItem, name: string, side: string, place: object): Expression {
  const [column, ...more] = item.visible.filter((it) => it.name === name)
  if (column === undefined) {
    const hint = didYouMean(
      name,
      item.visible.map((it) => it.name),
    )
    const message = `The column "${name}" of USING does not exist in the ${side} table.${hint}`
    throw binding.error('UNKNOWN_COLUMN', message, '42703', place)
  }
  if (more.length === 0) return columnValue(binding, column, place)
  throw binding.error(
    'AMBIGUOUS_NAME',
    `The column "${name}" of USING appears more than once in the ${side} table.`,
    '42702',
    place,
  )
}

function mergedColumn(binding: Binding, join: JoinTree, sides: Sides, name: string): ScopeColumn {
  const left = onlyColumn(binding, sides.left, name, 'left', join)
  const right = onlyColumn(binding, sides.right, name, 'right', join)
  const { type } = toCommonType(binding, [left, right], 'JOIN/USING', join)
  if (join.type === 'full')
    return { name, expression: callOf('coalesce', [castTo(left, type), castTo(right, type)], type) }
  return { name, expression: castTo(join.type === 'right' ? right : left, type) }
}
