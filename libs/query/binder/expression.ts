import { STRING } from '#arrow'
import { type Expression, isVolatileCall } from '#plan'
import type { CaseNode, ExpressionNode, WindowSpecification } from '../query-request.ts'
import { bindArray } from './array-values.ts'
import { bindSubscript } from './arrays.ts'
import type { Binding } from './binding.ts'
import { comparison } from './calls.ts'
import { bindCast } from './casts.ts'
import { asBoolean, toCommonType } from './coerce.ts'
import { resolveColumn } from './columns.ts'
import { bindParameter, bindValue } from './constants.ts'
import type { Env } from './env.ts'
import { operandsTogether } from './float-constants.ts'
import { bindFunction } from './functions.ts'
import { type Operand, operandType } from './operand.ts'
import { bindOperator } from './operators.ts'
import { partsOf } from './parts.ts'
import { refusePoison } from './poison.ts'
import { collect } from './rewrite.ts'
import { isRow, rowComparison } from './rows.ts'
import type { Scope } from './scope.ts'
import { bindSubquery } from './subqueries.ts'

/** The place of expressions over a scope; nothing but scalar expressions may stand there until `within` says more. */
export function expressionEnv(
  binding: Binding,
  scope: Scope,
  clause: string,
  windows: Readonly<Record<string, WindowSpecification>> = {},
): Env {
  const make = (parts: Omit<Env, 'operand' | 'within'>): Env => {
    const env: Env = {
      ...parts,
      operand: (node) => bindExpression(env, node),
      within: (changes) => make({ ...parts, ...changes }),
    }
    return env
  }
  return make({
    binding,
    scope,
    windows,
    noAggregates: clause,
    noWindows: clause,
    noVolatile: clause,
    aliases: new Map(),
    known: new Map(),
    tableCalls: clause,
  })
}

/** Any expression node. @throws ValidationError with the place of the part that is wrong */
function bindExpression(env: Env, node: ExpressionNode): Operand {
  const { faults } = env.binding
  return faults.node(
    node,
    () => {
      const operand = bindKind(env, node)
      const type = operandType(operand)
      if (type !== null) refusePoison(type)
      return operand
    },
    () => faults.kept(partsOf(node), (part) => env.operand(part)),
  )
}

function bindKind(env: Env, node: ExpressionNode): Operand {
  const known = env.known.get(node)
  if (known !== undefined) return known
  if ('column' in node) {
    const alias = node.table === undefined ? env.aliases.get(node.column) : undefined
    return alias ?? resolveColumn(env.binding, env.scope, node)
  }
  if ('op' in node && 'args' in node) return bindOperator(env, node)
  if ('fn' in node) return bindFunction(env, node)
  if ('case' in node) return bindCase(env, node)
  if ('cast' in node) return bindCast(env, node)
  if ('subquery' in node) return bindSubquery(env, node)
  if ('array' in node) return bindArray(env, node)
  if ('subscript' in node) return bindSubscript(env, node)
  if ('value' in node) return bindValue(env, node)
  if ('parameter' in node) return bindParameter(env, node)
  throw env.binding.error('UNSUPPORTED', refusal(node), '0A000', node)
}

function refusal(node: ExpressionNode): string {
  if ('star' in node) return 'A star can only stand in the select list, or in count(*).'
  if ('row' in node)
    return 'A row is no value here: it can be compared, tested for NULL and counted; select its columns one by one.'
  return 'This expression is of no known kind.'
}

function bindCase(env: Env, node: CaseNode): Expression {
  const inside = comparedOnce(env.within({ tableCalls: 'CASE' }), node)
  const conditions = env.binding.faults.each(node.case, (branch) => branchCondition(inside, node, branch))
  const written = [...(node.else === undefined ? [] : [node.else]), ...node.case.map(({ then }) => then)]
  const operands = operandsTogether(inside, written, ['float64'])
  const absent: Operand = { kind: 'unknown', value: null, node }
  const [otherwise = absent, ...results] = node.else === undefined ? [absent, ...operands] : operands
  const all = toCommonType(env.binding, [otherwise, ...results], 'CASE', node)
  const [last, ...expressions] = all.expressions
  const literalNull: Expression = { kind: 'literal', value: null, type: STRING }
  return {
    kind: 'case',
    branches: conditions.map((when, index) => ({ when, then: expressions[index] ?? literalNull })),
    otherwise: last ?? literalNull,
    type: all.type,
  }
}

/** A value that is drawn and then compared with each WHEN is drawn once. */
function comparedOnce(env: Env, { of }: CaseNode): Env {
  if (of === undefined || isRow(of)) return env
  const value = env.binding.faults.attempt<Operand | undefined>(
    () => env.operand(of),
    () => undefined,
  )
  if (value === undefined || value.kind === 'unknown' || collect([value], isVolatileCall).length === 0) return env
  return env.within({ known: new Map([...env.known, [of, value]]) })
}

function branchCondition(env: Env, node: CaseNode, branch: CaseNode['case'][number]): Expression {
  const { when } = branch
  if (node.of === undefined) return asBoolean(env.binding, env.operand(when), 'CASE WHEN', when)
  if (isRow(node.of) || isRow(when)) return rowComparison(env, '=', node.of, when, when)
  const [value, wanted] = operandsTogether(env, [node.of, when], ['float32', 'float64'])
  if (value === undefined || wanted === undefined) throw new Error('a comparison has two sides')
  return comparison(env.binding, 'eq', '=', value, wanted, branch)
}
