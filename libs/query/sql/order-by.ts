import type { Node, SortBy } from 'libpg-query'
import type { OrderItem } from '../query-request.ts'
import { catalogName, locationOf, shortColumn } from './ast.ts'
import { withoutBytewiseCollation } from './collations.ts'
import type { Conversion } from './conversion.ts'

/** ORDER BY, of a query, a window or an aggregate. */
export function orderItems(conversion: Conversion, nodes: readonly Node[] | undefined): OrderItem[] {
  return (nodes ?? []).map((node) => {
    if (!('SortBy' in node)) return conversion.refuse('This ORDER BY item is not supported.', locationOf(node))
    return orderItem(conversion, node.SortBy)
  })
}

function orderItem(conversion: Conversion, sort: SortBy): OrderItem {
  if (sort.node === undefined) return conversion.refuse('This ORDER BY item is not supported.', sort.location)
  const key = withoutBytewiseCollation(sort.node)
  const column = shortColumn(key)
  return conversion.located(
    {
      ...(column === undefined ? { expression: conversion.expression(key) } : { column }),
      direction: direction(conversion, sort),
      ...(sort.sortby_nulls === 'SORTBY_NULLS_FIRST' ? { nulls: 'first' as const } : {}),
      ...(sort.sortby_nulls === 'SORTBY_NULLS_LAST' ? { nulls: 'last' as const } : {}),
    },
    locationOf(key),
  )
}

function direction(conversion: Conversion, sort: SortBy): 'asc' | 'desc' {
  if (sort.sortby_dir === 'SORTBY_DESC') return 'desc'
  if (sort.sortby_dir !== 'SORTBY_USING') return 'asc'
  const operator = catalogName(sort.useOp)
  if (operator === '<') return 'asc'
  if (operator === '>') return 'desc'
  return conversion.refuse('ORDER BY ... USING takes only < and >; write ASC or DESC.', sort.location)
}
