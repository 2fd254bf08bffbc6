import { unreachable } from '#core'
import {
  type Aggregate,
  type Expression,
  type Join,
  type LateralJoin,
  mapChildren,
  outputColumns,
  type PlanNode,
  type Project,
  type SetOperation,
  type Window,
} from '#plan'
import { allOf, freeColumns, referenceTo, splitConjuncts, substitute, withoutRepeats } from '../expressions.ts'
import { isWithin, union } from '../id-sets.ts'
import { filterOver } from '../nodes.ts'
import { identicalWhenEqual, raises } from '../raising.ts'
import { outputIds } from '../subplans.ts'
import type { Rule } from './rule.ts'
import { strengthenJoin } from './strengthen-join.ts'

/**
 * Moves every conjunct as far down as its columns and the semantics of the nodes on the way allow; a conjunct over both
 * sides of an inner or cross join becomes its condition. What can raise stays where it was written.
 */
export const pushFilters: Rule = {
  name: 'push-filters',
  apply: (plan) => sink(plan, []),
}

/** The node under the conjuncts, each as deep inside it as it may go. */
function sink(node: PlanNode, conjuncts: readonly Expression[]): PlanNode {
  switch (node.kind) {
    case 'filter':
      return sink(node.input, withoutRepeats([...splitConjuncts(node.predicate), ...conjuncts]))
    case 'project':
      return sinkThroughProject(node, conjuncts)
    case 'join':
      return sinkIntoJoin(node, conjuncts)
    case 'lateral_join':
      return sinkIntoLateralJoin(node, conjuncts)
    case 'aggregate':
      return sinkThroughAggregate(node, conjuncts)
    case 'window':
      return sinkThroughWindow(node, conjuncts)
    case 'sort': {
      const { movable, fixed } = partition(conjuncts, (conjunct) => !raises(conjunct))
      return filterOver({ ...node, input: sink(node.input, movable) }, fixed)
    }
    case 'set_operation':
      return sinkIntoSetOperation(node, conjuncts)
    case 'with':
      return { ...node, definition: sink(node.definition, []), body: sink(node.body, conjuncts) }
    case 'recursive_with':
      return { ...node, base: sink(node.base, []), step: sink(node.step, []), body: sink(node.body, conjuncts) }
    case 'limit':
    case 'table_function':
    case 'scan':
    case 'values':
    case 'cte_reference':
    case 'remote_query':
      return filterOver(
        mapChildren(node, (child) => sink(child, [])),
        conjuncts,
      )
    default:
      return unreachable(node)
  }
}

function sinkThroughProject(node: Project, conjuncts: readonly Expression[]): PlanNode {
  const values = new Map(node.expressions.map(({ column, expression }) => [column.id, expression]))
  const below: Expression[] = []
  const fixed: Expression[] = []
  for (const conjunct of conjuncts) {
    const moved = substitute(conjunct, values)
    if (raises(moved)) fixed.push(conjunct)
    else below.push(moved)
  }
  return filterOver({ ...node, input: sink(node.input, below) }, fixed)
}

/** Only on group keys that stand for one value each; GROUPING SETS blank keys, and no groups make a row of nothing. */
function sinkThroughAggregate(node: Aggregate, conjuncts: readonly Expression[]): PlanNode {
  const keys = new Map(
    node.groups
      .filter(({ column }) => identicalWhenEqual(column.type))
      .map(({ column, expression }) => [column.id, expression]),
  )
  const ids = new Set(keys.keys())
  const { movable, fixed } = partition(conjuncts, (conjunct) => {
    const columns = freeColumns(conjunct)
    return (
      node.groupingSets === null && columns.size > 0 && isWithin(columns, ids) && !raises(substitute(conjunct, keys))
    )
  })
  const below = movable.map((conjunct) => substitute(conjunct, keys))
  return filterOver({ ...node, input: sink(node.input, below) }, fixed)
}

/** Only on keys by which every call is partitioned: a whole partition goes or stays. */
function sinkThroughWindow(node: Window, conjuncts: readonly Expression[]): PlanNode {
  const keys = outputColumns(node.input).filter(
    (column) =>
      identicalWhenEqual(column.type) &&
      node.calls.every(({ call }) => call.partitionBy.some((key) => key.kind === 'column' && key.id === column.id)),
  )
  const ids = new Set(keys.map((column) => column.id))
  const { movable, fixed } = partition(conjuncts, (conjunct) => {
    const columns = freeColumns(conjunct)
    return columns.size > 0 && isWithin(columns, ids) && !raises(conjunct)
  })
  return filterOver({ ...node, input: sink(node.input, movable) }, fixed)
}

/** Both sides get the conjunct, by position. Equal values that differ could make another one survive: those stay. */
function sinkIntoSetOperation(node: SetOperation, conjuncts: readonly Expression[]): PlanNode {
  const plain = new Set(node.columns.filter((column) => node.all || identicalWhenEqual(column.type)).map((it) => it.id))
  const { movable, fixed } = partition(
    conjuncts,
    (conjunct) => isWithin(freeColumns(conjunct), plain) && !raises(conjunct),
  )
  const side = (input: PlanNode): PlanNode => {
    const inputs = outputColumns(input)
    const values = new Map<string, Expression>()
    for (const [index, column] of node.columns.entries()) {
      const source = inputs[index]
      if (source !== undefined) values.set(column.id, referenceTo(source))
    }
    return sink(
      input,
      movable.map((conjunct) => substitute(conjunct, values)),
    )
  }
  return filterOver({ ...node, left: side(node.left), right: side(node.right) }, fixed)
}

interface Split {
  readonly movable: readonly Expression[]
  readonly fixed: readonly Expression[]
}

function partition(conjuncts: readonly Expression[], mayMove: (conjunct: Expression) => boolean): Split {
  return {
    movable: conjuncts.filter((conjunct) => mayMove(conjunct)),
    fixed: conjuncts.filter((conjunct) => !mayMove(conjunct)),
  }
}

/**
 * Above the join a conjunct may go to a side whose rows the join never pads with NULLs; in ON it may go to a side whose
 * unmatched rows the join drops anyway.
 */
function sinkIntoJoin(written: Join, above: readonly Expression[]): PlanNode {
  const join = strengthenJoin(written, above)
  const on = join.condition === null ? [] : splitConjuncts(join.condition)
  const leftIds = new Set(outputIds(join.left))
  const rightIds = new Set(outputIds(join.right))
  const may = rulesOf(join.type)
  const toLeft: Expression[] = []
  const toRight: Expression[] = []
  const condition: Expression[] = []
  const fixed: Expression[] = []
  const place = (conjunct: Expression, left: boolean, right: boolean): boolean => {
    if (raises(conjunct)) return false
    const columns = freeColumns(conjunct)
    if (left && isWithin(columns, leftIds)) toLeft.push(conjunct)
    else if (right && isWithin(columns, rightIds)) toRight.push(conjunct)
    else return false
    return true
  }
  for (const conjunct of on) if (!place(conjunct, may.onToLeft, may.onToRight)) condition.push(conjunct)
  for (const conjunct of above) {
    if (place(conjunct, may.aboveToLeft, may.aboveToRight)) continue
    if (may.aboveToCondition && !raises(conjunct) && isWithin(freeColumns(conjunct), union(leftIds, rightIds))) {
      condition.push(conjunct)
    } else fixed.push(conjunct)
  }
  const node = rebuild(join, sink(join.left, toLeft), sink(join.right, toRight), withoutRepeats(condition))
  return filterOver(node, fixed)
}

/** Above it a conjunct may go to the left side, and to the right one where every left row needs a match; ON of a left join to the right. */
function sinkIntoLateralJoin(join: LateralJoin, above: readonly Expression[]): PlanNode {
  const on = join.condition === null ? [] : splitConjuncts(join.condition)
  const leftIds = new Set(outputIds(join.left))
  const rightIds = new Set(outputIds(join.right))
  const isWithinRight = (conjunct: Expression) => !raises(conjunct) && isWithin(freeColumns(conjunct), rightIds)
  const onRight = partition(on, isWithinRight)
  const aboveLeft = partition(above, (it) => !raises(it) && isWithin(freeColumns(it), leftIds))
  const aboveRight = partition(aboveLeft.fixed, (conjunct) => join.type === 'inner' && isWithinRight(conjunct))
  const left = sink(join.left, aboveLeft.movable)
  const right = sink(join.right, [...onRight.movable, ...aboveRight.movable])
  const condition = onRight.fixed.length === 0 ? null : allOf(onRight.fixed)
  return filterOver({ ...join, left, right, condition }, aboveRight.fixed)
}

function rebuild(join: Join, left: PlanNode, right: PlanNode, condition: readonly Expression[]): Join {
  if (join.type === 'inner' || join.type === 'cross') {
    return condition.length === 0
      ? { ...join, type: 'cross', left, right, condition: null }
      : { ...join, type: 'inner', left, right, condition: allOf(condition) }
  }
  return { ...join, left, right, condition: join.condition === null ? null : allOf(condition) }
}

interface JoinRules {
  readonly aboveToLeft: boolean
  readonly aboveToRight: boolean
  readonly aboveToCondition: boolean
  readonly onToLeft: boolean
  readonly onToRight: boolean
}

function rulesOf(type: Join['type']): JoinRules {
  const none = { aboveToLeft: false, aboveToRight: false, aboveToCondition: false, onToLeft: false, onToRight: false }
  switch (type) {
    case 'inner':
    case 'cross':
      return { aboveToLeft: true, aboveToRight: true, aboveToCondition: true, onToLeft: true, onToRight: true }
    case 'left':
    case 'anti':
      return { ...none, aboveToLeft: true, onToRight: true }
    case 'right':
      return { ...none, aboveToRight: true, onToLeft: true }
    case 'semi':
      return { ...none, aboveToLeft: true, onToLeft: true, onToRight: true }
    case 'full':
      return none
    default:
      return unreachable(type)
  }
}
