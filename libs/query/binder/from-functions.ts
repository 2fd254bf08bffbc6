import { INT64 } from '#arrow'
import { isNullable, type OutputColumn, outputColumns, type PlanNode, rowsBySqlName, typeOf } from '#plan'
import type { FunctionNode, SourceItem } from '../query-request.ts'
import { asExpression } from './coerce.ts'
import { expressionEnv } from './expression.ts'
import type { Scope } from './scope.ts'
import type { Surroundings } from './surroundings.ts'
import { functionName, rowsOf, tableCall } from './table-calls.ts'

/** A function in FROM: one that gives rows, or any other, which gives one. */
export function functionRows(
  around: Surroundings,
  node: SourceItem,
  fn: string,
  visible: Scope | null,
): { readonly plan: PlanNode; readonly columns: readonly OutputColumn[] } {
  const { binding } = around
  const scope: Scope = { relations: [], visible: [], parent: visible, ctes: around.ctes }
  const env = expressionEnv(binding, scope, 'functions in FROM')
  const name = functionName(fn)
  const ordinality = node.with_ordinality ? binding.newColumn('ordinality', INT64, false) : null
  const args = node.args ?? []
  const rows = rowsBySqlName(name)
  if (rows !== undefined) {
    const operands = args.map((argument) => env.operand(argument))
    const isSeveral = name === 'unnest' && operands.length > 1
    const calls = isSeveral
      ? operands.map((operand) => tableCall(binding, rows, name, [operand], name, 'may end early', node))
      : [tableCall(binding, rows, name, operands, node.alias ?? name, 'never ends early', node)]
    const plan = rowsOf(binding, calls, ordinality)
    const columns = [...calls.flatMap((call) => call.columns), ...(ordinality === null ? [] : [ordinality])]
    return { plan, columns }
  }
  const call: FunctionNode = binding.derived({ fn, args }, node)
  const value = asExpression(binding, env.operand(call))
  const column = binding.newColumn(node.alias ?? name, typeOf(value), isNullable(value))
  const one = { kind: 'literal', value: '1', type: INT64 } as const
  const plan: PlanNode =
    ordinality === null
      ? { kind: 'values', columns: [column], rows: [[value]] }
      : { kind: 'values', columns: [column, ordinality], rows: [[value, one]] }
  return { plan, columns: outputColumns(plan) }
}
