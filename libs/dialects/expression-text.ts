import { typeName } from '#arrow'
import { unreachable } from '#core'
import { type ColumnId, type Expression, type FunctionCall, isVolatileCall, type SortKey } from '#plan'

const INFIX: Readonly<Record<string, string>> = {
  and: 'AND',
  or: 'OR',
  eq: '=',
  ne: '<>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  is_distinct_from: 'IS DISTINCT FROM',
  is_not_distinct_from: 'IS NOT DISTINCT FROM',
  like: 'LIKE',
  ilike: 'ILIKE',
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  modulo: '%',
  bitwise_and: '&',
  bitwise_or: '|',
  bitwise_xor: '#',
  shift_left: '<<',
  shift_right: '>>',
  text_concat: '||',
  binary_concat: '||',
  similar_to: 'SIMILAR TO',
  json_get: '->',
  json_get_text: '->>',
  json_has_key: '?',
  json_contains: '@>',
  date_add_days: '+',
  date_subtract_days: '-',
  date_difference: '-',
  timestamp_difference: '-',
  timestamp_add_interval: '+',
  timestamp_subtract_interval: '-',
  interval_add: '+',
  interval_subtract: '-',
  interval_multiply: '*',
  interval_divide: '/',
  date_add_time: '+',
  time_difference: '-',
  time_add_interval: '+',
  time_subtract_interval: '-',
  array_concat: '||',
  array_append: '||',
  array_prepend: '||',
  array_contains: '@>',
  array_overlaps: '&&',
}

/** `lt_any` is a comparison and its quantifier. */
const QUANTIFIED = /^([a-z]+)_(any|all)$/

const POSTFIX: Readonly<Record<string, string>> = {
  is_null: 'IS NULL',
  is_not_null: 'IS NOT NULL',
  is_true: 'IS TRUE',
  is_not_true: 'IS NOT TRUE',
  is_false: 'IS FALSE',
  is_not_false: 'IS NOT FALSE',
}

/**
 * An expression for people, in explain and in refusals: `lower(name) = 'x'`. Not SQL to run. `names` gives what a
 * column is called; a column it does not know appears by its id.
 */
export function expressionText(expression: Expression, names: (id: ColumnId) => string | undefined): string {
  const text = (part: Expression): string => expressionText(part, names)
  const keys = (list: readonly SortKey[]): string =>
    list.map((key) => `${text(key.expression)}${key.descending ? ' DESC' : ''}`).join(', ')
  switch (expression.kind) {
    case 'column':
      return names(expression.id) ?? expression.id
    case 'literal':
      return literalText(expression.value, expression.type.kind)
    case 'call':
      return callText(expression, text)
    case 'cast':
      return `CAST(${text(expression.argument)} AS ${typeName(expression.type)})`
    case 'case': {
      const branches = expression.branches.map(({ when, then }) => `WHEN ${text(when)} THEN ${text(then)}`)
      return `CASE ${branches.join(' ')} ELSE ${text(expression.otherwise)} END`
    }
    case 'in': {
      const items = expression.items.slice(0, 5).map(text)
      if (expression.items.length > 5) items.push(`... ${expression.items.length - 5} more`)
      return `${operand(expression.argument, text)}${expression.negated ? ' NOT' : ''} IN (${items.join(', ')})`
    }
    case 'aggregate': {
      const inside = expression.arguments.length === 0 ? '*' : expression.arguments.map(text).join(', ')
      const order = expression.orderBy.length === 0 ? '' : ` ORDER BY ${keys(expression.orderBy)}`
      const filter = expression.filter === null ? '' : ` FILTER (WHERE ${text(expression.filter)})`
      return `${expression.function}(${expression.distinct ? 'DISTINCT ' : ''}${inside}${order})${filter}`
    }
    case 'window': {
      if (isVolatileCall(expression)) return `${expression.function}()`
      const partition =
        expression.partitionBy.length === 0 ? '' : `PARTITION BY ${expression.partitionBy.map(text).join(', ')}`
      const order = expression.orderBy.length === 0 ? '' : `ORDER BY ${keys(expression.orderBy)}`
      const over = [partition, order].filter((part) => part !== '').join(' ')
      return `${expression.function}(${expression.arguments.map(text).join(', ')}) OVER (${over})`
    }
    case 'subquery': {
      const argument = expression.argument === null ? '' : `${text(expression.argument)} `
      if (expression.form === 'any') return `${expression.negated ? 'NOT ' : ''}ANY (${argument}OVER subquery)`
      const form = expression.form === 'scalar' ? '' : `${expression.form.toUpperCase()} `
      return `${argument}${expression.negated ? 'NOT ' : ''}${form}(subquery)`
    }
    default:
      return unreachable(expression)
  }
}

function callText(call: FunctionCall, text: (part: Expression) => string): string {
  const [first, second] = call.arguments
  const infix = INFIX[call.function]
  if (infix !== undefined && call.arguments.length >= 2 && first !== undefined) {
    return call.arguments
      .slice(0, infix === 'AND' || infix === 'OR' ? undefined : 2)
      .map((argument) => operand(argument, text))
      .join(` ${infix} `)
  }
  const postfix = POSTFIX[call.function]
  if (postfix !== undefined && first !== undefined) return `${operand(first, text)} ${postfix}`
  if (call.function === 'not' && first !== undefined) return `NOT ${operand(first, text)}`
  if (call.function === 'bitwise_not' && first !== undefined) return `~${operand(first, text)}`
  if (call.function === 'negate' && first !== undefined) return `-${operand(first, text)}`
  if (call.function === 'extract' && first?.kind === 'literal' && second !== undefined) {
    return `extract(${first.value} FROM ${text(second)})`
  }
  if (call.function === 'array_of') return `ARRAY[${call.arguments.map(text).join(', ')}]`
  if (first !== undefined && second !== undefined) {
    if (call.function === 'array_element') return `${operand(first, text)}[${text(second)}]`
    const quantifier = QUANTIFIED.exec(call.function)
    const comparison = INFIX[quantifier?.[1] ?? '']
    if (quantifier !== null && comparison !== undefined) {
      return `${operand(first, text)} ${comparison} ${quantifier[2]?.toUpperCase()} (${text(second)})`
    }
  }
  return `${call.function}(${call.arguments.map(text).join(', ')})`
}

/** An operand, in parentheses when it is an operator itself. */
function operand(expression: Expression, text: (part: Expression) => string): string {
  const compound =
    expression.kind === 'in' ||
    (expression.kind === 'call' && (expression.function in INFIX || expression.function in POSTFIX))
  return compound ? `(${text(expression)})` : text(expression)
}

function literalText(value: string | null, kind: string): string {
  if (value === null) return 'NULL'
  if (/^-?[\d.]+$/.test(value) && kind !== 'string') return value
  if (kind === 'boolean') return value.toUpperCase()
  const short = value.length > 40 ? `${value.slice(0, 40)}...` : value
  return `'${short.replaceAll("'", "''")}'`
}
