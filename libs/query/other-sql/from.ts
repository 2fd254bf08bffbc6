import type { Translation } from './input-dialect.ts'
import { nameText, quoted } from './names.ts'
import { onlyKeys, refuse } from './translation.ts'
import { child, children, isBlank, isTree, type Tree, text } from './tree.ts'

const JOINS: Readonly<Record<string, string>> = {
  'INNER JOIN': 'JOIN',
  JOIN: 'JOIN',
  'LEFT JOIN': 'LEFT JOIN',
  'LEFT OUTER JOIN': 'LEFT JOIN',
  'RIGHT JOIN': 'RIGHT JOIN',
  'RIGHT OUTER JOIN': 'RIGHT JOIN',
  'FULL JOIN': 'FULL JOIN',
  'FULL OUTER JOIN': 'FULL JOIN',
  'CROSS JOIN': 'CROSS JOIN',
}

/** FROM with its joins. */
export function fromClause(translation: Translation, items: readonly Tree[]): string {
  return `FROM ${joined(translation, items)}`
}

function joined(translation: Translation, items: readonly Tree[]): string {
  return items
    .map((item, index) => {
      const join = text(item, 'join')?.toUpperCase()
      if (join === undefined) return (index === 0 ? '' : ', ') + source(translation, item)
      return ` ${joinWord(translation, join, item)} ${source(translation, item)}${condition(translation, join, item)}`
    })
    .join('')
}

/** A join without a condition is a cross join where the dialect lets it be left out. */
function joinWord(translation: Translation, join: string, item: Tree): string {
  const word = JOINS[join]
  if (word === undefined) refuse(translation, `${join}`, item)
  const isBare = isBlank(item['on']) && isBlank(item['using'])
  if (isBare !== (word === 'CROSS JOIN')) refuse(translation, `${join} with such a condition`, item)
  return word
}

function condition(translation: Translation, join: string, item: Tree): string {
  const on = child(item, 'on')
  if (on !== undefined) return ` ON ${translation.expression(on)}`
  if (join === 'CROSS JOIN') return ''
  const names = Array.isArray(item['using']) ? item['using'] : []
  const columns = names.map((name: unknown) => {
    const written = isTree(name) ? (text(name, 'value') ?? text(name, 'column')) : name
    return typeof written === 'string'
      ? quoted(nameText(translation, written, item))
      : refuse(translation, 'this USING', item)
  })
  return ` USING (${columns.join(', ')})`
}

function source(translation: Translation, item: Tree): string {
  const alias = text(item, 'as')
  const as = alias ? ` AS ${quoted(nameText(translation, alias, item))}` : ''
  const inner = item['expr']
  if (Array.isArray(inner)) {
    onlyKeys(translation, item, ['expr', 'as', 'join', 'on', 'using'])
    if (as !== '') refuse(translation, 'an alias of a join', item)
    return `(${joined(translation, children(item, 'expr'))})`
  }
  if (isTree(inner)) {
    onlyKeys(translation, item, ['expr', 'as', 'join', 'on', 'using'])
    return `(${translation.subquery(inner)})${as}`
  }
  return tableName(translation, item) + as
}

function tableName(translation: Translation, item: Tree): string {
  onlyKeys(translation, item, ['catalog', 'schema', 'db', 'table', 'as', 'join', 'on', 'using', 'surround'])
  const keys = text(item, 'schema') === undefined ? ['db', 'table'] : ['catalog', 'schema', 'table']
  const parts = keys.flatMap((key) => text(item, key) ?? [])
  if (text(item, 'table') === undefined) refuse(translation, 'this item of FROM', item)
  const names = parts.map((part) => nameText(translation, part, item))
  const split = translation.dialect.title === 'BigQuery' ? names.flatMap((name) => name.split('.')) : names
  return split.map(quoted).join('.')
}
