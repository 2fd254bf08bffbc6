import { columnsOf, type Join } from '#plan'
import type { ScopeEntry } from './dialect.ts'
import { enclose, isPerRow, type PlanContext, renderConjuncts, rendererFor } from './plan-context.ts'
import { type Conjunct, isOpen, type Relation, relationOver, selectStatement, whereText } from './relation.ts'
import { NOTHING, raw, type Sql, sql } from './sql.ts'

const KEYWORDS = {
  inner: 'JOIN',
  cross: 'CROSS JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  semi: 'SEMI JOIN',
  anti: 'ANTI JOIN',
} as const

/** What becomes of a side's rows: `kept` as they are, or `extended` with nulls where nothing matched. */
interface Side {
  readonly nullable: boolean
  /** Whether its WHERE may become the join's. */
  readonly hoists: boolean
}

const SIDES: Readonly<Record<Join['type'], readonly [Side, Side]>> = {
  inner: [
    { nullable: false, hoists: true },
    { nullable: false, hoists: true },
  ],
  cross: [
    { nullable: false, hoists: true },
    { nullable: false, hoists: true },
  ],
  left: [
    { nullable: false, hoists: true },
    { nullable: true, hoists: false },
  ],
  right: [
    { nullable: true, hoists: false },
    { nullable: false, hoists: true },
  ],
  full: [
    { nullable: true, hoists: false },
    { nullable: true, hoists: false },
  ],
  semi: [
    { nullable: false, hoists: true },
    { nullable: false, hoists: false },
  ],
  anti: [
    { nullable: false, hoists: true },
    { nullable: false, hoists: false },
  ],
}

/** The join of two relations. @throws Refused */
export function renderJoin(node: Join, leftInput: Relation, rightInput: Relation, context: PlanContext): Relation {
  const [leftSide, rightSide] = SIDES[node.type]
  const left = asItem(withPlainKeys(leftInput, node, context), leftSide, context)
  if ((node.type === 'semi' || node.type === 'anti') && saysExists(node, context)) {
    return existsJoin(node, left, rightInput, context)
  }
  const right = asItem(withPlainKeys(rightInput, node, context), rightSide, context)
  const both = new Map([...left.scope, ...right.scope])
  const on = node.condition === null ? [] : renderConjuncts(node.condition, rendererFor(both, context))
  const rightItem = right.joined ? sql`(${right.from ?? NOTHING})` : (right.from ?? NOTHING)
  const keyword = on.length === 0 && node.type === 'inner' ? KEYWORDS.cross : KEYWORDS[node.type]
  const condition = keyword === KEYWORDS.cross ? NOTHING : sql` ON ${whereText(on)}`
  const from = sql`${left.from ?? NOTHING} ${keyword} ${rightItem}${condition}`
  const oneSided = node.type === 'semi' || node.type === 'anti'
  const scope = oneSided ? left.scope : both
  return {
    ...relationOver(from, scope),
    joined: true,
    where: [...left.where, ...right.where],
    outputs: oneSided ? left.outputs : [...left.outputs, ...right.outputs],
  }
}

/** Columns of a derived table for what the condition reads: an outer join's ON takes no subquery in every engine. */
function withPlainKeys(relation: Relation, { type, condition }: Join, context: PlanContext): Relation {
  if (type === 'inner' || condition === null) return relation
  const computed = [...columnsOf(condition)].some((id) => relation.scope.get(id)?.simple === false)
  return computed ? enclose(relation, context) : relation
}

/** The relation as an item of FROM: in place where it is no more than tables and hoistable conditions. */
function asItem(relation: Relation, side: Side, context: PlanContext): Relation {
  const inPlace =
    isOpen(relation) &&
    relation.from !== null &&
    relation.with.length === 0 &&
    (relation.where.length === 0 || side.hoists) &&
    (!side.nullable || [...relation.scope.values()].every((entry: ScopeEntry) => entry.simple))
  return inPlace ? { ...relation, orderBy: [] } : enclose(relation, context)
}

/** An engine with semi joins may still not run one for each row of a query around it. */
function saysExists(node: Join, context: PlanContext): boolean {
  return context.dialect.semiJoin === 'exists' || isPerRow(node, context)
}

function existsJoin(node: Join, left: Relation, rightInput: Relation, context: PlanContext): Relation {
  const right = isOpen(rightInput) && rightInput.with.length === 0 ? rightInput : enclose(rightInput, context)
  const inside = { ...context, outer: new Map([...context.outer, ...left.scope]) }
  const condition = node.condition === null ? [] : renderConjuncts(node.condition, rendererFor(right.scope, inside))
  const inner = { ...right, orderBy: [], outputs: [], where: [...right.where, ...condition] }
  const not = node.type === 'anti' ? 'NOT ' : ''
  const text: Sql = sql`${raw(not)}EXISTS (${selectStatement(inner, context.dialect)})`
  const exists: Conjunct = { sql: text, raises: false }
  return { ...left, where: [...left.where, exists] }
}
