import { isNumeric, typeName } from '#arrow'
import {
  type AggregateFunction,
  type Expression,
  isAggregateFunction,
  type SortKey,
  typeOf,
  type WindowCall,
  type WindowFrame,
  type WindowFunction,
  windowRecord,
} from '#plan'
import type { FrameSpecification, FunctionNode, WindowSpecification } from '../query-request.ts'
import { aggregateArguments } from './aggregates.ts'
import { comparable, resolved } from './calls.ts'
import { asBoolean, asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import { bindFrame } from './frames.ts'
import { isRow } from './rows.ts'
import { nodeAt } from './short-forms.ts'
import { sortKeys } from './sort-keys.ts'

/** A function or aggregate before OVER. @throws ValidationError 42P20 where no window function may stand */
export function windowCall(
  env: Env,
  name: WindowFunction | AggregateFunction,
  sqlName: string,
  node: FunctionNode,
  over: string | WindowSpecification,
): WindowCall {
  if (env.noWindows !== null) {
    const message =
      env.noWindows === 'a window' || env.noWindows === 'an aggregate'
        ? `A window function cannot stand inside ${env.noWindows}.`
        : `Window functions are not allowed in ${env.noWindows}.`
    throw env.binding.error('VALIDATION_ERROR', message, env.noWindows === 'an aggregate' ? '42803' : '42P20', node)
  }
  refuseClauses(env, name, sqlName, node)
  const inside = env.within({ noWindows: 'a window', tableCalls: 'window functions' })
  const { expressions, type } = windowArguments(inside, name, sqlName, node)
  const call: WindowCall = {
    kind: 'window',
    function: name,
    arguments: expressions,
    filter:
      node.filter === undefined ? null : asBoolean(env.binding, inside.operand(node.filter), 'FILTER', node.filter),
    ...windowOf(inside, over, node),
    type,
  }
  return env.binding.derived(call, node)
}

function refuseClauses(env: Env, name: string, sqlName: string, node: FunctionNode): void {
  const isAggregate = isAggregateFunction(name)
  const refused = node.distinct
    ? 'DISTINCT is not possible before OVER.'
    : node.order_by !== undefined
      ? 'ORDER BY inside a call is not possible before OVER; write it in the window.'
      : node.filter !== undefined && !isAggregate
        ? `FILTER is possible for aggregates only, and ${sqlName} is none.`
        : undefined
  if (refused !== undefined) throw env.binding.error('UNSUPPORTED', refused, '0A000', node)
}

/** Window functions that are aggregates too, of a row that might be there. */
const HYPOTHETICAL: ReadonlySet<string> = new Set(['rank', 'dense_rank', 'percent_rank', 'cume_dist'])

function windowArguments(
  env: Env,
  name: WindowFunction | AggregateFunction,
  sqlName: string,
  node: FunctionNode,
): { readonly expressions: readonly Expression[]; readonly type: WindowCall['type'] } {
  if (isAggregateFunction(name)) return aggregateArguments(env, name, sqlName, node)
  const operands = (node.args ?? []).map((argument) => env.operand(argument))
  if (HYPOTHETICAL.has(name) && operands.length > 0) {
    const message = `${sqlName} with arguments is an ordered-set aggregate and needs WITHIN GROUP; before OVER it takes none.`
    throw env.binding.error('VALIDATION_ERROR', message, '42809', node)
  }
  const { signature, args } = resolved(env.binding, windowRecord(name).signatures, sqlName, operands, node)
  const [value, ...others] = operands.filter((_, index) => signature.parameters[index] === 'element')
  if (value?.kind === 'unknown' && others.length === 0) {
    const message = 'The type of the value before OVER is not known; give it one with CAST.'
    throw env.binding.error('TYPE_ERROR', message, '42804', node)
  }
  return { expressions: args, type: signature.result(args) }
}

type WindowParts = Pick<WindowCall, 'partitionBy' | 'orderBy' | 'frame'>

function windowOf(env: Env, over: string | WindowSpecification, node: object): WindowParts {
  if (typeof over === 'string') {
    return windowParts(env, namedWindow(env, over, env.binding.derived({}, node, 'over')), [over])
  }
  return windowParts(env, over, [])
}

function namedWindow(env: Env, name: string, place: object): WindowSpecification {
  const window = Object.hasOwn(env.windows, name) ? env.windows[name] : undefined
  if (window !== undefined) return window
  throw env.binding.error('VALIDATION_ERROR', `The window "${name}" is not defined.`, '42704', place)
}

/** The parts of a window, those of the window it extends included; `seen` are the names on the way here. */
function windowParts(env: Env, window: WindowSpecification, seen: readonly string[]): WindowParts {
  const partitions = (window.partition_by ?? []).flatMap((_, index, items) => partitionKeys(env, items, index))
  const orderBy = sortKeys(env, window.order_by ?? [])
  const base = window.window === undefined ? undefined : baseParts(env, window, window.window, seen)
  const keys = base === undefined || base.orderBy.length === 0 ? orderBy : base.orderBy
  return { partitionBy: base?.partitionBy ?? partitions, orderBy: keys, frame: frameOf(env, window, keys) }
}

function partitionKeys(
  env: Env,
  items: NonNullable<WindowSpecification['partition_by']>,
  index: number,
): readonly Expression[] {
  const node = nodeAt(env.binding, items, index)
  return (isRow(node) ? node.row : [node]).map((key) => {
    const expression = asExpression(env.binding, env.operand(key))
    comparable(env.binding, '=', expression, expression, key)
    return expression
  })
}

function baseParts(env: Env, window: WindowSpecification, name: string, seen: readonly string[]): WindowParts {
  const refuse = (message: string) => env.binding.error('VALIDATION_ERROR', message, '42P20', window)
  if (seen.includes(name)) throw refuse(`The window "${name}" extends itself.`)
  const base = windowParts(env, namedWindow(env, name, window), [...seen, name])
  if (window.partition_by !== undefined)
    throw refuse(`A window that extends "${name}" cannot have its own PARTITION BY.`)
  if (window.order_by !== undefined && base.orderBy.length > 0)
    throw refuse(`The window "${name}" has an ORDER BY already.`)
  if (base.frame !== null) throw refuse(`The window "${name}" has a frame, so it cannot be extended.`)
  return base
}

function frameOf(env: Env, window: WindowSpecification, keys: readonly SortKey[]): WindowFrame | null {
  if (window.frame === undefined) return null
  const [key, ...more] = keys
  if (window.frame.unit === 'range' && key !== undefined && more.length === 0) checkRangeKey(env, window.frame, key)
  return bindFrame(env, window.frame, keys, window)
}

/** RANGE with an offset adds it to the key: numbers, dates and times only. */
function checkRangeKey(env: Env, { start, end }: FrameSpecification, key: SortKey): void {
  const [offset] = [start, end].filter((bound) => typeof bound !== 'string')
  const type = typeOf(key.expression)
  const isRange = isNumeric(type) || ['date', 'timestamp', 'timestamptz', 'interval', 'time'].includes(type.kind)
  if (offset === undefined || isRange) return
  const message = `RANGE with an offset is not possible over ORDER BY of type ${typeName(type)}.`
  throw env.binding.error('TYPE_ERROR', message, '0A000', 'preceding' in offset ? offset.preceding : offset.following)
}
