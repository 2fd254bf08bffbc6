import type { SelectStmt } from 'libpg-query'
import type { QueryRequest, SetOperationItem } from '../query-request.ts'
import type { Conversion } from './conversion.ts'

/** Whether the statement joins two others by UNION, INTERSECT or EXCEPT. */
export function isSetOperation(statement: SelectStmt): boolean {
  return statement.op !== undefined && statement.op !== 'SETOP_NONE'
}

/**
 * The first operand and what is done to it, from left to right. ORDER BY and LIMIT of the statement belong to the whole
 * result, so a first operand with clauses of its own becomes a table of FROM.
 */
export function setOperations(
  conversion: Conversion,
  statement: SelectStmt,
): { readonly first: SelectStmt | QueryRequest; readonly set_operations: readonly SetOperationItem[] } {
  const items: SetOperationItem[] = []
  let left = statement
  while (isSetOperation(left) && (left === statement || !hasOwnClauses(left))) {
    const { larg, rarg, op, all } = left
    if (larg === undefined || rarg === undefined) return conversion.refuse('This set operation is not supported.')
    items.unshift({
      op: op === 'SETOP_UNION' ? 'union' : op === 'SETOP_INTERSECT' ? 'intersect' : 'except',
      ...(all ? { all: true } : {}),
      query: conversion.query(rarg),
    })
    left = larg
  }
  const first = hasOwnClauses(left) ? { sources: [{ query: conversion.query(left) }], select: ['*'] } : left
  return { first, set_operations: items }
}

function hasOwnClauses(statement: SelectStmt): boolean {
  const { withClause, sortClause, limitCount, limitOffset, lockingClause } = statement
  return [withClause, sortClause, limitCount, limitOffset, lockingClause].some((clause) => clause !== undefined)
}
