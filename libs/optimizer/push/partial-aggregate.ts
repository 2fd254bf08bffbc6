import { decimal, type EngineType, INT64, isFloat, MAX_DECIMAL_PRECISION } from '#arrow'
import {
  type AggregateCall,
  type AggregateFunction,
  aggregateRecord,
  type Expression,
  isNullable,
  type NamedAggregate,
  type NamedExpression,
  typeOf,
} from '#plan'
import { referenceTo } from '../expressions.ts'
import { raises } from '../raising.ts'

const SPLITTABLE: ReadonlySet<AggregateFunction> = new Set<AggregateFunction>([
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'bool_and',
  'bool_or',
])

/** Aggregates in two steps: over parts of the rows, over what those give, and their own values from that. */
export interface TwoSteps {
  readonly parts: readonly NamedAggregate[]
  readonly wholes: readonly NamedAggregate[]
  /** The aggregates as they were, under their own ids. */
  readonly totals: readonly NamedExpression[]
}

/**
 * Aggregates of which parts of the rows can be computed first, and the whole of those, with the same answer to the last
 * digit; undefined where one cannot be. A part also takes rows that the whole never sees, so nothing in it may fail. An
 * average is its sum divided by its count; what several aggregates need is computed once.
 */
export function inTwoSteps(aggregates: readonly NamedAggregate[]): TwoSteps | undefined {
  if (!aggregates.every(({ call }) => canSplit(call))) return undefined
  const steps = new Map<string, Step>()
  const totals = aggregates.map(({ column, call }) => {
    const needed = neededFor(call).map((part) => {
      const key = JSON.stringify(part)
      const step = steps.get(key) ?? stepOf(part, column.id)
      steps.set(key, step)
      return step
    })
    return { column, expression: totalOf(call, needed) }
  })
  const all = [...steps.values()]
  return { parts: all.map(({ part }) => part), wholes: all.map(({ whole }) => whole), totals }
}

function canSplit(call: AggregateCall): boolean {
  if (!SPLITTABLE.has(call.function) || call.distinct || call.orderBy.length > 0) return false
  // Floats add up to another sum in another order, and intervals that are equal are not alike.
  if (call.type.kind === 'interval' || (adds(call) && isFloat(call.type))) return false
  return ![...call.arguments, ...(call.filter === null ? [] : [call.filter])].some(raises)
}

function adds(call: AggregateCall): boolean {
  return call.function === 'sum' || call.function === 'avg'
}

/** One aggregate over parts of the rows, and the one over what those give. */
interface Step {
  readonly part: NamedAggregate
  readonly whole: NamedAggregate
}

/** What is to be known of the parts; of an average its sum and its count, in this order. */
function neededFor(call: AggregateCall): readonly AggregateCall[] {
  if (call.function !== 'avg') return [call]
  return [{ ...call, function: 'sum', type: sumType(call.arguments) }, countOf(call)]
}

/** Numbers of a column without NULLs are counted with the rows. */
function countOf(call: AggregateCall): AggregateCall {
  const args = call.arguments.filter((argument) => argument.kind !== 'column' || isNullable(argument))
  return { ...call, function: 'count', arguments: args, type: INT64 }
}

function sumType(args: readonly Expression[]): EngineType {
  const [kind] = args.map((argument) => typeOf(argument).kind)
  const found = aggregateRecord('sum').signatures.find(({ parameters }) => parameters[0] === kind)
  return found?.result(args) ?? decimal(MAX_DECIMAL_PRECISION, 0)
}

function stepOf(call: AggregateCall, id: string): Step {
  const name = `${id}_${call.function}`
  const part: NamedAggregate = {
    column: { id: `${name}_part`, name, type: call.type, nullable: call.function !== 'count' },
    call,
  }
  const isSum = call.function === 'count' || call.function === 'sum'
  // A sum of 64-bit integers has all digits there are, until its own type says whether it fits.
  const type = isSum && call.type.kind === 'int64' ? decimal(MAX_DECIMAL_PRECISION, 0) : call.type
  const whole: NamedAggregate = {
    column: { id: `${name}_whole`, name, type, nullable: true },
    call: {
      ...call,
      function: isSum ? 'sum' : call.function,
      arguments: [referenceTo(part.column)],
      filter: null,
      type,
    },
  }
  return { part, whole }
}

/** The value of an aggregate from those over the parts; a count of no parts is 0, an average of none NULL as its sum. */
function totalOf(call: AggregateCall, [first, second]: readonly Step[]): Expression {
  const found: Expression = first === undefined ? NONE : referenceTo(first.whole.column)
  if (call.function === 'avg' && second !== undefined) {
    const count = referenceTo(second.whole.column)
    return { kind: 'call', function: 'divide', arguments: [found, count], type: call.type, nullable: true }
  }
  const value: Expression =
    typeOf(found).kind === call.type.kind ? found : { kind: 'cast', argument: found, type: call.type }
  if (call.function !== 'count') return value
  return { kind: 'call', function: 'coalesce', arguments: [value, NONE], type: INT64, nullable: false }
}

const NONE: Expression = { kind: 'literal', value: '0', type: INT64 }
