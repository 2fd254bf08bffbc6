import type { SubLink } from 'libpg-query'
import type { QueryRequest, SubqueryNode } from '../query-request.ts'
import type { Conversion } from './conversion.ts'
import { operatorName } from './operators.ts'

/** A subquery in an expression. `IN` has a form of its own; `op ANY` and `op ALL` keep their operator. */
export function subqueryExpression(conversion: Conversion, link: SubLink): SubqueryNode {
  const located = (node: SubqueryNode) => conversion.located(node, link.location)
  const subquery = innerQuery(conversion, link)
  const arg = link.testexpr === undefined ? {} : { arg: conversion.expression(link.testexpr) }
  switch (link.subLinkType) {
    case 'EXISTS_SUBLINK':
      return located({ subquery, form: 'exists' })
    case 'EXPR_SUBLINK':
      return located({ subquery, form: 'scalar' })
    case 'ARRAY_SUBLINK':
      return located({ subquery, form: 'array' })
    case 'ANY_SUBLINK':
      if (link.operName === undefined) return located({ subquery, form: 'in', ...arg })
      return located({ subquery, form: 'any', ...arg, op: operatorName(conversion, link.operName, link.location) })
    case 'ALL_SUBLINK':
      return located({ subquery, form: 'all', ...arg, op: operatorName(conversion, link.operName, link.location) })
    default:
      return conversion.refuse('This kind of subquery is not supported.', link.location)
  }
}

function innerQuery(conversion: Conversion, link: SubLink): QueryRequest {
  const statement = link.subselect
  if (statement === undefined || !('SelectStmt' in statement)) {
    return conversion.refuse('A subquery must be a SELECT.', link.location)
  }
  const select = statement.SelectStmt
  // EXISTS (SELECT FROM t) asks only for rows: a constant stands for the columns it does not have.
  const noColumns = select.op === 'SETOP_NONE' && select.targetList === undefined && select.valuesLists === undefined
  if (link.subLinkType !== 'EXISTS_SUBLINK' || !noColumns) return conversion.inner().query(select)
  return conversion
    .inner()
    .query({ ...select, targetList: [{ ResTarget: { val: { A_Const: { ival: { ival: 1 } } } } }] })
}
