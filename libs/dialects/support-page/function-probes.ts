import type {
  AggregateFunction,
  Expression,
  FunctionCall,
  PlanNode,
  ScalarFunction,
  Signature,
  SortKey,
  WindowFunction,
} from '#plan'
import type { Probe } from './answers.ts'
import type { Language } from './languages.ts'
import { canPrefilter, canSay, canSayValue, columnOf, tableFor } from './probe.ts'

/** A call of a scalar function. */
export function callOf(name: ScalarFunction, args: readonly Expression[], signature: Signature): FunctionCall {
  return { kind: 'call', function: name, arguments: args, type: signature.result(args), nullable: true }
}

/** Tries a scalar function: as a value, else as a condition that is checked again. */
export function scalarProbe(name: ScalarFunction): Probe {
  return (language, args, signature) => {
    const call = callOf(name, args, signature)
    if (canSayValue(language, call, call.type)) return 'yes'
    return call.type.kind === 'boolean' && canPrefilter(language, call) ? 'prefilter' : 'no'
  }
}

/** Tries an aggregate of all rows. */
export function aggregateProbe(name: AggregateFunction): Probe {
  return (language, args, signature) =>
    ORDERS.some((order) => canSay(language, aggregatePlan(language, name, args, signature, order))) ? 'yes' : 'no'
}

/** Tries a function over a window with a partition and an order. */
export function windowProbe(name: WindowFunction | AggregateFunction): Probe {
  return (language, args, signature) => (canSay(language, windowPlan(language, name, args, signature)) ? 'yes' : 'no')
}

function aggregatePlan(
  language: Language,
  name: AggregateFunction,
  args: readonly Expression[],
  signature: Signature,
  orderBy: readonly SortKey[],
): PlanNode {
  const type = signature.result(args)
  const call = {
    kind: 'aggregate',
    function: name,
    arguments: args,
    distinct: false,
    filter: null,
    orderBy,
    type,
  } as const
  const column = { id: 'answer', name: 'answer', type, nullable: true }
  return {
    kind: 'aggregate',
    input: tableFor(language, call),
    groups: [],
    aggregates: [{ column, call }],
    groupingSets: null,
  }
}

/** Some aggregates are nothing without an order of their rows. */
const ORDERS: readonly (readonly SortKey[])[] = [
  [],
  [{ expression: columnOf('float64', 0), descending: false, nullsFirst: false }],
]

function windowPlan(
  language: Language,
  name: WindowFunction | AggregateFunction,
  args: readonly Expression[],
  signature: Signature,
): PlanNode {
  const type = signature.result(args)
  const orderBy = [{ expression: columnOf('int32', 0), descending: false, nullsFirst: false }]
  const partitionBy = [columnOf('int32', 1)]
  const call = {
    kind: 'window',
    function: name,
    arguments: args,
    filter: null,
    partitionBy,
    orderBy,
    frame: null,
    type,
  } as const
  const column = { id: 'answer', name: 'answer', type, nullable: true }
  return { kind: 'window', input: tableFor(language, call), calls: [{ column, call }] }
}
