import { refuseAliasesInOrder } from './aliases.ts'
import { fromClause } from './from.ts'
import type { Translation } from './input-dialect.ts'
import { numberText } from './literals.ts'
import { nameText, quoted } from './names.ts'
import { orderItems } from './order.ts'
import { onlyKeys, refuse } from './translation.ts'
import { child, children, isBlank, isTree, type Tree, text } from './tree.ts'

const OWN_KEYS = ['distinct', 'columns', 'from', 'where', 'groupby', 'having', 'qualify']
const RESULT_KEYS = ['with', 'orderby', 'limit', '_next', 'set_op', '_orderby', '_limit', 'into', 'parentheses_symbol']

/** A query with all that follows it: set operations, ORDER BY and LIMIT. */
export function selectStatement(translation: Translation, node: Tree): string {
  const members = setMembers(translation, node)
  const last = members.at(-1)?.node ?? node
  const isBracketed = last['parentheses_symbol'] === true
  const order = isBracketed && members.length > 1 ? children(node, '_orderby') : children(last, 'orderby')
  refuseAliasesInOrder(translation, node, order)
  const limit = isBracketed && members.length > 1 ? child(node, '_limit') : child(last, 'limit')
  const body = members.map(
    (member, index) => operator(member.before) + memberText(translation, member.node, index, members.length),
  )
  return [
    withClause(translation, children(node, 'with')),
    body.join(' '),
    order.length === 0 ? '' : `ORDER BY ${orderItems(translation, order)}`,
    limit === undefined ? '' : limitClause(translation, limit),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

interface Member {
  readonly before: string
  readonly node: Tree
}

function setMembers(translation: Translation, node: Tree): readonly Member[] {
  const members: Member[] = [{ before: '', node }]
  for (let at = node; child(at, '_next') !== undefined; ) {
    const before = (text(at, 'set_op') ?? '').toUpperCase()
    at = child(at, '_next') ?? {}
    members.push({ before, node: at })
  }
  const operators = new Set(members.slice(1).map(({ before }) => before.split(' ')[0]))
  if (operators.size > 1) refuse(translation, 'different set operations without brackets', node)
  return members
}

function operator(before: string): string {
  return before === '' ? '' : `${before.replace(' DISTINCT', '')} `
}

/** One SELECT of a set operation; its own ORDER BY and LIMIT are kept in brackets. */
function memberText(translation: Translation, node: Tree, index: number, count: number): string {
  const isBracketed = node['parentheses_symbol'] === true
  if (node['type'] !== 'select') refuse(translation, 'a statement other than SELECT', node)
  if (!isBlank(node['into'])) refuse(translation, 'SELECT INTO', node)
  onlyKeys(translation, node, [...OWN_KEYS, ...RESULT_KEYS])
  if (index > 0 && children(node, 'with').length > 0) refuse(translation, 'WITH inside a set operation', node)
  if (count === 1) return simpleSelect(translation, node)
  const order = children(node, 'orderby')
  const limit = child(node, 'limit')
  const hasTail = order.length > 0 || !isBlank(limit)
  if (!isBracketed && hasTail && index < count - 1)
    refuse(translation, 'ORDER BY or LIMIT before a set operation', node)
  if (!isBracketed || !hasTail) return simpleSelect(translation, node)
  const parts = [
    simpleSelect(translation, node),
    order.length === 0 ? '' : `ORDER BY ${orderItems(translation, order)}`,
    limit === undefined ? '' : limitClause(translation, limit),
  ]
  return `(${parts.filter((part) => part !== '').join(' ')})`
}

function simpleSelect(translation: Translation, node: Tree): string {
  const parts = ['SELECT', distinct(translation, node), columns(translation, node)]
  const from = children(node, 'from')
  if (from.length > 0) parts.push(fromClause(translation, from))
  for (const [key, word] of [
    ['where', 'WHERE'],
    ['groupby', 'GROUP BY'],
    ['having', 'HAVING'],
    ['qualify', 'QUALIFY'],
  ] as const) {
    const clause = node[key]
    if (isBlank(clause)) continue
    if (!isTree(clause)) refuse(translation, word, node)
    parts.push(`${word} ${key === 'groupby' ? groupKeys(translation, clause) : translation.expression(clause)}`)
  }
  return parts.filter((part) => part !== '').join(' ')
}

function distinct(translation: Translation, node: Tree): string {
  const said = node['distinct']
  if (isBlank(said)) return ''
  const word = isTree(said) ? text(said, 'type') : said
  if (isTree(said)) onlyKeys(translation, said, [])
  return word === 'DISTINCT' ? 'DISTINCT' : refuse(translation, 'this SELECT modifier', node)
}

function groupKeys(translation: Translation, clause: Tree): string {
  onlyKeys(translation, clause, ['columns'])
  const keys = children(clause, 'columns')
  if (keys.length === 0 || keys.some((key) => key['type'] === 'origin')) refuse(translation, 'this GROUP BY', clause)
  return keys.map(translation.expression).join(', ')
}

function columns(translation: Translation, node: Tree): string {
  if (node['columns'] === '*') return '*'
  return children(node, 'columns')
    .map((item) => {
      onlyKeys(translation, item, ['expr', 'as'])
      const value = child(item, 'expr')
      if (value === undefined || item['type'] === 'except') refuse(translation, 'this item of SELECT', item)
      const alias = text(item, 'as')
      return translation.expression(value) + (alias ? ` AS ${quoted(nameText(translation, alias, item))}` : '')
    })
    .join(', ')
}

/** `LIMIT offset, count` too. */
function limitClause(translation: Translation, limit: Tree): string {
  const values = children(limit, 'value').map(translation.expression)
  const [first, second] = values
  if (first === undefined) return ''
  for (const value of children(limit, 'value')) {
    if (value['type'] === 'number') numberText(translation, value['value'], value)
  }
  if (second === undefined) return `LIMIT ${first}`
  const separator = text(limit, 'seperator')?.trim().toLowerCase()
  return separator === ',' ? `LIMIT ${second} OFFSET ${first}` : `LIMIT ${first} OFFSET ${second}`
}

function withClause(translation: Translation, tables: readonly Tree[]): string {
  if (tables.length === 0) return ''
  const items = tables.map((table) => {
    onlyKeys(translation, table, ['name', 'stmt', 'columns'])
    const name = text(table, 'name') ?? text(child(table, 'name') ?? {}, 'value')
    const statement = child(table, 'stmt')
    if (name === undefined || statement === undefined) refuse(translation, 'this WITH', table)
    const names = children(table, 'columns').map((column) => translation.expression(column))
    const query = isTree(statement['ast']) ? translation.subquery(statement) : selectStatement(translation, statement)
    return `${quoted(nameText(translation, name, table))}${names.length === 0 ? '' : ` (${names.join(', ')})`} AS (${query})`
  })
  return `WITH ${items.join(', ')}`
}
