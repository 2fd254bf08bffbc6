import { decimal, INT64, isFloat, MAX_DECIMAL_PRECISION } from '#arrow'
import type { AggregateCall, Expression, NamedAggregate, NamedExpression } from '#plan'
import { referenceTo } from '../expressions.ts'
import { raises } from '../raising.ts'

const SPLITTABLE: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max'])

/**
 * True for an aggregate of which parts of the rows can be computed first, and the whole of those, with the same answer
 * to the last digit; a part also takes rows that the whole never sees, so nothing in it may fail.
 */
export function canSplit(call: AggregateCall): boolean {
  if (!SPLITTABLE.has(call.function) || call.distinct || call.orderBy.length > 0) return false
  if (call.type.kind === 'interval' || (call.function === 'sum' && isFloat(call.type))) return false
  return ![...call.arguments, ...(call.filter === null ? [] : [call.filter])].some(raises)
}

/** The aggregate over a part of the rows, under an id of its own. */
export function partOf({ column, call }: NamedAggregate): NamedAggregate {
  return { column: { ...column, id: `${column.id}_part`, nullable: call.function !== 'count' }, call }
}

/** The aggregate over the parts. */
export function wholeOf(named: NamedAggregate): NamedAggregate {
  const { column, call } = named
  const adds = call.function === 'count' || call.function === 'sum'
  const type = adds && call.type.kind === 'int64' ? decimal(MAX_DECIMAL_PRECISION, 0) : call.type
  return {
    column: { ...column, id: `${column.id}_whole`, type, nullable: true },
    call: {
      ...call,
      function: adds ? 'sum' : call.function,
      arguments: [referenceTo(partOf(named).column)],
      filter: null,
      type,
    },
  }
}

/** The value of the aggregate from that over the parts, under its own id; a count of no parts is 0. */
export function totalOf(named: NamedAggregate): NamedExpression {
  const { column, call } = named
  const whole = wholeOf(named).column
  const found: Expression = referenceTo(whole)
  const value: Expression =
    whole.type.kind === call.type.kind ? found : { kind: 'cast', argument: found, type: call.type }
  if (call.function !== 'count') return { column, expression: value }
  const none: Expression = { kind: 'literal', value: '0', type: INT64 }
  return {
    column,
    expression: { kind: 'call', function: 'coalesce', arguments: [value, none], type: INT64, nullable: false },
  }
}
