import { BOOLEAN } from '#arrow'
import {
  argumentColumns,
  type ColumnId,
  type ColumnReference,
  childExpressions,
  type Expression,
  isNullable,
  type Literal,
  mapExpression,
  type OutputColumn,
} from '#plan'
import { freeColumnsOfPlan } from './subplans.ts'

export const TRUE: Literal = Object.freeze({ kind: 'literal', value: 'true', type: BOOLEAN })
export const FALSE: Literal = Object.freeze({ kind: 'literal', value: 'false', type: BOOLEAN })

/** More conjuncts are halved again and again: a chain of thousands would be as deep as it is long. */
const LONGEST_CHAIN = 16

/** The parts of a predicate that must all be true, left to right; a predicate without AND is its only part. */
export function splitConjuncts(predicate: Expression): readonly Expression[] {
  if (predicate.kind !== 'call' || predicate.function !== 'and') return [predicate]
  return predicate.arguments.flatMap(splitConjuncts)
}

/** The conjuncts as one predicate of binary ANDs; TRUE for none. */
export function allOf(conjuncts: readonly Expression[]): Expression {
  if (conjuncts.length > LONGEST_CHAIN) {
    const half = Math.ceil(conjuncts.length / 2)
    return both(allOf(conjuncts.slice(0, half)), allOf(conjuncts.slice(half)))
  }
  const [first, ...others] = conjuncts
  return first === undefined ? TRUE : others.reduce(both, first)
}

function both(left: Expression, right: Expression): Expression {
  const nullable = isNullable(left) || isNullable(right)
  return { kind: 'call', function: 'and', arguments: [left, right], type: BOOLEAN, nullable }
}

/** The conjuncts without repetitions, the first of each kept. */
export function withoutRepeats(conjuncts: readonly Expression[]): readonly Expression[] {
  const seen = new Set<string>()
  return conjuncts.filter((conjunct) => {
    const key = JSON.stringify(conjunct)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/**
 * The columns an expression reads from the rows it is evaluated on: a subquery inside it counts with the columns it
 * takes from the query around it.
 */
export function freeColumns(expression: Expression): ReadonlySet<ColumnId> {
  const ids = new Set<ColumnId>()
  const visit = (part: Expression): void => {
    if (part.kind === 'column') ids.add(part.id)
    if (part.kind === 'subquery') {
      for (const id of [...freeColumnsOfPlan(part.plan), ...argumentColumns(part, freeColumns)]) ids.add(id)
    } else for (const child of childExpressions(part)) visit(child)
  }
  visit(expression)
  return ids
}

/** The expression with columns replaced by what they stand for; columns not in the map stay. */
export function substitute(expression: Expression, values: ReadonlyMap<ColumnId, Expression>): Expression {
  return mapExpression(expression, (part) => (part.kind === 'column' ? (values.get(part.id) ?? part) : part))
}

/** A reference to a column of a node below. */
export function referenceTo(column: OutputColumn): ColumnReference {
  return { kind: 'column', id: column.id, type: column.type, nullable: column.nullable }
}

/** The two sides of `a = b`, or undefined for anything else. */
export function equalitySides(conjunct: Expression): readonly [Expression, Expression] | undefined {
  if (conjunct.kind !== 'call' || conjunct.function !== 'eq') return undefined
  const [left, right] = conjunct.arguments
  return left === undefined || right === undefined ? undefined : [left, right]
}
