import type { CaseExpr, ColumnRef, Node } from 'libpg-query'
import type { CaseNode, ExpressionNode } from '../query-request.ts'
import { identifiers, locationOf } from './ast.ts'
import { inOurCollation } from './collations.ts'
import { constant } from './constants.ts'
import type { Conversion } from './conversion.ts'
import { functionCall, namedCall, valueFunction } from './functions.ts'
import { booleanExpression, booleanTest, nullTest, operatorExpression } from './operators.ts'
import { subqueryExpression } from './subqueries.ts'
import { subscript } from './subscripts.ts'
import { typeName } from './type-names.ts'

/** Any scalar expression of a SELECT as an expression node; what a QueryRequest cannot say is refused by name. */
export function expression(conversion: Conversion, node: Node): ExpressionNode {
  if ('ColumnRef' in node) return column(conversion, node.ColumnRef)
  if ('A_Const' in node) return constant(conversion, node.A_Const)
  if ('A_Expr' in node) return operatorExpression(conversion, node.A_Expr)
  if ('BoolExpr' in node) return booleanExpression(conversion, node.BoolExpr)
  if ('FuncCall' in node) return functionCall(conversion, node.FuncCall)
  if ('NullTest' in node) return nullTest(conversion, node.NullTest)
  if ('BooleanTest' in node) return booleanTest(conversion, node.BooleanTest)
  if ('SubLink' in node) return subqueryExpression(conversion, node.SubLink)
  if ('CaseExpr' in node) return caseExpression(conversion, node.CaseExpr)
  if ('SQLValueFunction' in node) return valueFunction(conversion, node.SQLValueFunction)
  return lessCommon(conversion, node)
}

function lessCommon(conversion: Conversion, node: Node): ExpressionNode {
  const each = (nodes: readonly Node[] | undefined) => (nodes ?? []).map((item) => conversion.expression(item))
  if ('TypeCast' in node) {
    const { arg, typeName: type, location } = node.TypeCast
    if (arg === undefined || type === undefined) return unsupported(conversion, node)
    const cast = conversion.expression(arg)
    const typed = conversion.located(
      { cast, to: typeName(conversion, type) },
      location === -1 ? type.location : location,
    )
    return conversion.locatedKeys(typed, { to: type.location })
  }
  if ('CoalesceExpr' in node) {
    return namedCall(conversion, 'coalesce', node.CoalesceExpr.args, node.CoalesceExpr.location)
  }
  if ('MinMaxExpr' in node) {
    const fn = node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest'
    return namedCall(conversion, fn, node.MinMaxExpr.args, node.MinMaxExpr.location)
  }
  if ('GroupingFunc' in node) {
    return namedCall(conversion, 'grouping', node.GroupingFunc.args, node.GroupingFunc.location)
  }
  if ('ParamRef' in node) {
    const { number = 0, location } = node.ParamRef
    if (number === 0) return conversion.reject('there is no parameter $0', '42P02', location)
    return conversion.located({ parameter: conversion.parameter(number) }, location)
  }
  if ('A_ArrayExpr' in node) {
    return conversion.located({ array: each(node.A_ArrayExpr.elements) }, node.A_ArrayExpr.location)
  }
  if ('A_Indirection' in node) return subscript(conversion, node)
  const inner = inOurCollation(node)
  if (inner !== undefined) return conversion.expression(inner)
  if ('RowExpr' in node) return conversion.located({ row: each(node.RowExpr.args) }, node.RowExpr.location)
  return unsupported(conversion, node)
}

function column(conversion: Conversion, reference: ColumnRef): ExpressionNode {
  const fields = reference.fields ?? []
  const parts = identifiers(fields)
  const star = fields.some((field) => 'A_Star' in field)
  const name = star ? undefined : parts.pop()
  // A qualifier of several names is written with dots, which none of its names may hold then.
  if (parts.length > 1 && parts.some((part) => part.includes('.'))) {
    conversion.refuse('A schema or table name with a dot needs an alias in FROM.', reference.location)
  }
  const table = parts.length === 0 ? {} : { table: parts.join('.') }
  if (name === undefined) return conversion.located({ star: true, ...table }, reference.location)
  return conversion.located({ column: name, ...table }, reference.location)
}

function caseExpression(conversion: Conversion, node: CaseExpr): CaseNode {
  const branches = (node.args ?? []).map((branch) => {
    if (!('CaseWhen' in branch) || branch.CaseWhen.expr === undefined || branch.CaseWhen.result === undefined) {
      return unsupported(conversion, branch)
    }
    const { expr, result, location } = branch.CaseWhen
    return conversion.located({ when: conversion.expression(expr), then: conversion.expression(result) }, location)
  })
  return conversion.located(
    {
      ...(node.arg === undefined ? {} : { of: conversion.expression(node.arg) }),
      case: branches,
      ...(node.defresult === undefined ? {} : { else: conversion.expression(node.defresult) }),
    },
    node.location,
  )
}

/** What users call the expressions that have no form in a QueryRequest. */
const REFUSALS: Readonly<Record<string, string>> = {
  CollateClause:
    'This COLLATE is not supported: text is compared by its bytes; "C" may stand in comparisons and ORDER BY, "default" anywhere.',
  SetToDefault: 'DEFAULT has no meaning in a query; write the value.',
  MultiAssignRef: 'Assignments are not supported.',
  MergeSupportFunc: 'merge_action() has no meaning in a query.',
  XmlExpr: 'XML functions are not supported.',
  XmlSerialize: 'XML functions are not supported.',
  CurrentOfExpr: 'WHERE CURRENT OF is not supported: there are no cursors.',
}

function unsupported(conversion: Conversion, node: Node): never {
  const [kind = ''] = Object.keys(node)
  const sentence = kind.startsWith('Json')
    ? 'The SQL/JSON constructors and query functions are not supported; use the operators -> and ->>.'
    : (REFUSALS[kind] ?? `This expression (${kind}) is not supported.`)
  return conversion.refuse(sentence, locationOf(node))
}
