import type { Translation } from './input-dialect.ts'
import { onlyKeys, refuse } from './translation.ts'
import { child, type Tree, text } from './tree.ts'

/** The items of ORDER BY, each with the place of NULLs that the dialect gives them. */
export function orderItems(translation: Translation, items: readonly Tree[]): string {
  return items.map((item) => orderItem(translation, item)).join(', ')
}

function orderItem(translation: Translation, item: Tree): string {
  onlyKeys(translation, item, ['expr', 'nulls'])
  const key = child(item, 'expr')
  if (key === undefined) refuse(translation, 'this ORDER BY', item)
  const descends = item['type'] === 'DESC'
  const place = /FIRST|LAST/i.exec(text(item, 'nulls') ?? '')?.[0].toUpperCase()
  const nulls = place ?? translation.dialect.nulls[descends ? 'desc' : 'asc']
  return `${translation.expression(key)} ${descends ? 'DESC' : 'ASC'} NULLS ${nulls}`
}
