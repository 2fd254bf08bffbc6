import { call, castTo, extracted } from './calls.ts'
import { grouped, type Operation } from './chain.ts'
import type { Translation } from './input-dialect.ts'
import { numberText, stringText, textLiteral } from './literals.ts'
import { nameText, quoted, standIn } from './names.ts'
import { onlyKeys, refuse } from './translation.ts'
import { child, children, isTree, type Tree, text } from './tree.ts'

const LEAF_KEYS: Readonly<Record<string, readonly string[]>> = {
  number: ['value'],
  single_quote_string: ['value'],
  string: ['value'],
  date: ['value'],
  null: ['value'],
  bool: ['value'],
  boolean: ['value'],
  expr: ['expr'],
  expr_list: ['value'],
}

/** An expression in PostgreSQL's words, in brackets where they are needed. */
export function expression(translation: Translation, node: Tree): string {
  if (isTree(node['ast'])) return `(${translation.subquery(node)})`
  const keys = LEAF_KEYS[String(node['type'])]
  if (keys !== undefined) onlyKeys(translation, node, keys)
  switch (node['type']) {
    case 'binary_expr':
      return operation(translation, grouped(translation, node))
    case 'column_ref':
      return column(translation, node)
    case 'number':
      return numberText(translation, node['value'], node)
    case 'single_quote_string':
    case 'string':
      return textLiteral(stringText(translation, node['value'], node))
    case 'null':
      return 'NULL'
    case 'bool':
    case 'boolean':
      return node['value'] === true ? 'TRUE' : 'FALSE'
    case 'unary_expr':
      return unary(translation, node)
    case 'case':
      return caseExpression(translation, node)
    case 'cast':
      return castTo(translation, node)
    case 'extract':
      return extracted(translation, node)
    case 'date':
      return `DATE ${textLiteral(stringText(translation, node['value'], node))}`
    case 'function':
    case 'aggr_func':
    case 'window_func':
      return call(translation, node)
    case 'expr':
      return isTree(node['expr']) ? expression(translation, node['expr']) : refuse(translation, 'this expression', node)
    case 'expr_list':
      return onlyItem(translation, node)
    default:
      return refuse(translation, 'this expression', node)
  }
}

/** Expressions one by one. */
export function expressions(translation: Translation, nodes: readonly Tree[]): readonly string[] {
  return nodes.map((node) => expression(translation, node))
}

function onlyItem(translation: Translation, node: Tree): string {
  const [item, ...others] = children(node, 'value')
  if (item === undefined || others.length > 0) refuse(translation, 'a list of values', node)
  return expression(translation, item)
}

function column(translation: Translation, node: Tree): string {
  const notations = Array.isArray(node['notations']) ? node['notations'] : []
  if (notations.some((notation) => notation !== '.')) refuse(translation, 'a path into a value', node)
  onlyKeys(translation, node, ['schema', 'db', 'table', 'column', 'notations'])
  const wrapped = child(node, 'column') ?? {}
  onlyKeys(translation, wrapped, ['expr'])
  const name = text(node, 'column') ?? text(child(wrapped, 'expr') ?? {}, 'value')
  if (name === undefined) refuse(translation, 'this name', node)
  if (standIn(translation, name)?.kind === 'parameter') return `:${standIn(translation, name)?.value}`
  const qualifiers = ['schema', 'db', 'table'].flatMap((key) => text(node, key) ?? [])
  const before = qualifiers.map((part) => `${quoted(nameText(translation, part, node))}.`).join('')
  return name === '*' ? `${before}*` : before + quoted(nameText(translation, name, node))
}

function operation(translation: Translation, part: Operation): string {
  if ('operand' in part) return expression(translation, part.operand)
  const { operator, node, left, right } = part
  onlyKeys(translation, node, ['operator', 'left', 'right'])
  const first = operation(translation, left)
  if (operator === 'IN' || operator === 'NOT IN') return `(${first} ${operator} ${list(translation, right, node)})`
  if (operator === 'BETWEEN' || operator === 'NOT BETWEEN') return between(translation, first, operator, right, node)
  const second = operation(translation, right)
  if (operator.endsWith('LIKE')) return like(translation, first, operator, second, node)
  const print = translation.dialect.operators[operator]
  if (print === undefined) refuse(translation, `the operator ${operator}`, node)
  return `(${print(first, second)})`
}

function list(translation: Translation, right: Operation, node: Tree): string {
  if (!('operand' in right)) refuse(translation, 'this list', node)
  const items = children(right.operand, 'value')
  const [only] = items
  if (only !== undefined && items.length === 1 && isTree(only['ast'])) return `(${translation.subquery(only)})`
  if (right.operand['type'] !== 'expr_list' || items.length === 0) refuse(translation, 'IN without a list', node)
  return `(${expressions(translation, items).join(', ')})`
}

function between(translation: Translation, first: string, operator: string, right: Operation, node: Tree): string {
  const [low, high, ...others] = 'operand' in right ? children(right.operand, 'value') : []
  if (low === undefined || high === undefined || others.length > 0) refuse(translation, 'this BETWEEN', node)
  for (const bound of [low, high]) {
    const isChain = bound['type'] === 'binary_expr' && bound['parentheses'] !== true
    if (isChain && !/^(?:[-+*/%]|DIV)$/.test(text(bound, 'operator') ?? '')) {
      refuse(translation, 'a condition as a bound of BETWEEN without brackets', node)
    }
  }
  return `(${first} ${operator} ${expression(translation, low)} AND ${expression(translation, high)})`
}

function like(translation: Translation, first: string, operator: string, second: string, node: Tree): string {
  if (operator.endsWith('ILIKE') && translation.dialect.title !== 'Snowflake') refuse(translation, 'ILIKE', node)
  const needsNone = translation.dialect.likeEscapesByBackslash || /^'(?:[^']|'')*'$/.test(second)
  return `(${first} ${operator} ${second}${needsNone ? '' : " ESCAPE ''"})`
}

function unary(translation: Translation, node: Tree): string {
  onlyKeys(translation, node, ['operator', 'expr'])
  const operand = child(node, 'expr')
  const operator = (text(node, 'operator') ?? '').toUpperCase()
  if (operand === undefined) refuse(translation, 'this expression', node)
  const isChain = operand['type'] === 'binary_expr' && operand['parentheses'] !== true
  if (operator !== 'NOT' && isChain) refuse(translation, `${operator} before a chain without brackets`, node)
  if (operator === '-' || operator === '+') return `(${operator} ${expression(translation, operand)})`
  if (operator === 'NOT EXISTS') return `(NOT EXISTS ${expression(translation, operand)})`
  const swallows = /^(?:AND|OR)$/i.test(text(operand, 'operator') ?? '') && operand['parentheses'] !== true
  if (operator !== 'NOT' || swallows) refuse(translation, `${operator} without brackets`, node)
  return `(NOT ${expression(translation, operand)})`
}

function caseExpression(translation: Translation, node: Tree): string {
  onlyKeys(translation, node, ['expr', 'args'])
  const of = child(node, 'expr')
  const parts = children(node, 'args').map((part) => {
    const result = child(part, 'result')
    const condition = child(part, 'cond')
    if (result === undefined) refuse(translation, 'this CASE', node)
    if (condition === undefined) return `ELSE ${expression(translation, result)}`
    return `WHEN ${expression(translation, condition)} THEN ${expression(translation, result)}`
  })
  return `CASE ${of === undefined ? '' : expression(translation, of)} ${parts.join(' ')} END`
}
