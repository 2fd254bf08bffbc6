import { type EngineType, STRING, sameType } from '#arrow'
import {
  columnsOf,
  type Expression,
  isNullable,
  type NamedExpression,
  type OutputColumn,
  type PlanNode,
  type RowFunction,
  type SubqueryExpression,
  type TableCall,
  type TableFunctionName,
  tableFunctionRecord,
  typeOf,
} from '#plan'
import type { FunctionNode } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { noFunction, resolved, scalarCall } from './calls.ts'
import { readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import type { TableCalls } from './listed-rows.ts'
import { type Operand, operandType } from './operand.ts'
import { collect } from './rewrite.ts'
import { referenceTo } from './scope.ts'
import { zoneOperand } from './zone-names.ts'

/** The name a function goes by, lower-case and without its catalog. */
export function functionName(fn: string): string {
  return fn.toLowerCase().replace(/^pg_catalog[.]/, '')
}

/** A call of a function that gives rows. @throws ValidationError UNKNOWN_FUNCTION 42883 */
export function tableCall(
  binding: Binding,
  { function: fn, arrayBy, json }: RowFunction,
  name: string,
  operands: readonly Operand[],
  columnName: string,
  end: 'may end early' | 'never ends early',
  place: object,
): TableCall {
  if (arrayBy !== null) {
    const array = scalarCall(binding, arrayBy, name, operands, place)
    return made(binding, fn, elementOf(array), [array], columnName, end)
  }
  const given = json === null ? inZone(binding, fn, operands, place) : [jsonOf(binding, json, name, operands, place)]
  const [first] = given
  const takesArray = fn === 'unnest' || fn === 'generate_subscripts'
  if (takesArray && first?.kind === 'unknown') {
    const message = `The array of ${name} has no type; give it one, as in '{1,2}'::int[].`
    throw binding.error('TYPE_ERROR', message, '42725', place)
  }
  if (takesArray && (first === undefined || operandType(first)?.kind !== 'array')) {
    throw noFunction(binding, name, operands, place)
  }
  const { signature, args } = resolved(binding, tableFunctionRecord(fn).signatures, name, given, place)
  return made(binding, fn, signature.result(args), args, columnName, end)
}

function made(
  binding: Binding,
  name: TableFunctionName,
  type: EngineType,
  args: readonly Expression[],
  columnName: string,
  end: 'may end early' | 'never ends early',
): TableCall {
  const { columnNames, givesNull } = tableFunctionRecord(name)
  const endsEarly = end === 'may end early'
  const last = binding.newColumn(columnNames.at(-1) ?? columnName, type, givesNull || endsEarly)
  const [first, ...others] = columnNames.slice(0, -1).map((text) => binding.newColumn(text, STRING, endsEarly))
  return { function: name, arguments: args, columns: first === undefined ? [last] : [first, ...others, last] }
}

function elementOf(array: Expression): EngineType {
  const type = typeOf(array)
  return type.kind === 'array' ? type.element : type
}

/** A series of moments may be of a zone's calendar, which is a constant. */
function inZone(
  binding: Binding,
  fn: TableFunctionName,
  operands: readonly Operand[],
  place: object,
): readonly Operand[] {
  const zone = operands[3]
  if (fn !== 'generate_series' || zone === undefined || operands.length > 4) return operands
  if ((operandType(zone) ?? STRING).kind !== 'string') return operands
  return operands.with(3, zoneOperand(binding, zone, place))
}

/** The one argument, of just this type: json is not taken for jsonb, or the other way round. */
function jsonOf(
  binding: Binding,
  type: EngineType,
  name: string,
  operands: readonly Operand[],
  place: object,
): Expression {
  const [only, ...more] = operands
  if (only === undefined || more.length > 0) throw noFunction(binding, name, operands, place)
  if (only.kind === 'unknown') return readUnknown(binding, only, type)
  if (!sameType(typeOf(only), type)) throw noFunction(binding, name, operands, place)
  return only
}

/** A function that gives rows in a select list: the list is computed for each of them. */
export function listedTableCall(env: Env, rows: RowFunction, name: string, node: FunctionNode): Expression {
  const { tableCalls } = env
  if (typeof tableCalls === 'string') {
    const message = `Set-returning functions are not allowed in ${tableCalls}; use ${name} in FROM.`
    throw env.binding.error('UNSUPPORTED', message, '0A000', node)
  }
  const clauses = [node.star, node.distinct, node.filter, node.order_by, node.within_group, node.over]
  if (clauses.some((clause) => clause !== undefined && clause !== false)) {
    const message = `${name} is neither an aggregate nor a window function.`
    throw env.binding.error('VALIDATION_ERROR', message, '42809', node)
  }
  const inside = env.within({ tableCalls: 'the arguments of another one' })
  const operands = (node.args ?? []).map((argument) => inside.operand(argument))
  const call = tableCall(env.binding, rows, name, operands, name, 'may end early', node)
  if (call.columns.length === 1) return tableCalls.add(call)
  const message = `The rows of ${name} have several columns, and a row is no value here; use ${name} in FROM.`
  throw env.binding.error('UNSUPPORTED', message, '0A000', node)
}

/** The rows of the calls; a subquery among the arguments is computed first, beside them. */
export function rowsOf(binding: Binding, calls: readonly TableCall[], ordinality: OutputColumn | null): PlanNode {
  const args = calls.flatMap((call) => call.arguments)
  if (collect(args, isSubquery).length === 0) return { kind: 'table_function', calls, ordinality }
  const computed = new Map<Expression, NamedExpression>(
    args.map((expression) => {
      const column = binding.newColumn('argument', typeOf(expression), isNullable(expression))
      return [expression, { column, expression }]
    }),
  )
  const reference = (argument: Expression): Expression => {
    const named = computed.get(argument)
    return named === undefined ? argument : referenceTo(named.column)
  }
  const left: PlanNode = {
    kind: 'project',
    input: { kind: 'values', columns: [], rows: [[]] },
    expressions: [...computed.values()],
  }
  const over = mapCalls(calls, reference)
  const right: PlanNode = { kind: 'table_function', calls: over, ordinality }
  return { kind: 'lateral_join', type: 'inner', left, right, condition: null }
}

/** The calls with every argument replaced. */
export function mapCalls(
  calls: readonly TableCall[],
  map: (expression: Expression) => Expression,
): readonly TableCall[] {
  return calls.map((call) => ({ ...call, arguments: call.arguments.map(map) }))
}

/** Each row of the input once for each row that the calls give for it. */
export function withRowsOf(binding: Binding, input: PlanNode, calls: readonly TableCall[]): PlanNode {
  if (calls.length === 0) return input
  return { kind: 'lateral_join', type: 'inner', left: input, right: rowsOf(binding, calls, null), condition: null }
}

/** Rows are made above the groups, so they cannot be grouped by. @throws ValidationError UNSUPPORTED */
export function refuseGrouped(
  binding: Binding,
  { calls }: TableCalls,
  keys: readonly Expression[],
  place: object,
): void {
  const made = new Set(calls.flatMap(({ columns }) => columns.map(({ id }) => id)))
  if (!keys.some((key) => [...columnsOf(key)].some((id) => made.has(id)))) return
  const message = 'Grouping by a set-returning function is not supported; call it in FROM.'
  throw binding.error('UNSUPPORTED', message, '0A000', place)
}

function isSubquery(part: Expression): part is SubqueryExpression {
  return part.kind === 'subquery'
}
