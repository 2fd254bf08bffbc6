import { BOOLEAN, sameType } from '#arrow'
import { unreachable } from '#core'
import {
  type AggregateCall,
  type ColumnId,
  columnsOf,
  type Expression,
  type SortKey,
  type SubqueryExpression,
  typeOf,
  type WindowCall,
  type WindowFrame,
} from '#plan'
import { expressionText } from '../expression-text.ts'
import type { Dialect, ExpressionRenderer, FunctionTable, PrintedCall, Scope, ScopeEntry } from './dialect.ts'
import { expressionMayRaise } from './may-raise.ts'
import { Refused } from './refused.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from './sql.ts'

/**
 * The longest expression a statement may hold, in pieces of text. Guards print their argument more than once, and
 * guards inside guards multiply.
 */
const MOST_PIECES = 1_000_000

/** What an expression's surroundings give to it. */
export interface ExpressionContext {
  readonly dialect: Dialect
  readonly functions: FunctionTable
  /** The visible columns, those of the queries around included. */
  readonly scope: Scope
  /** True for a column of a query around this one: the same for all rows here. */
  isOuter(id: ColumnId): boolean
  /** Prints a subquery whose outer columns are `scope`; `positive` as in PrintedCall. */
  subquery(expression: SubqueryExpression, scope: Scope, positive: boolean): Sql
}

/** The renderer of expressions at one place of a statement. */
export function createRenderer(context: ExpressionContext): ExpressionRenderer {
  const { dialect, scope } = context

  const names = (id: string): string | undefined => scope.get(id)?.column?.name
  const refuse: ExpressionRenderer['refuse'] = (code, expression, reason) => {
    const text = expressionText('source' in expression ? expression.source : expression, names)
    throw new Refused(code, reason === undefined ? text : `${text} (${reason})`)
  }
  const entryOf = (id: string): ScopeEntry => {
    const entry = scope.get(id)
    if (entry === undefined) throw new Refused('NODE_NOT_SUPPORTED', `column ${id}, which is not visible here`)
    return entry
  }

  const renderer: ExpressionRenderer = {
    dialect,
    value: (expression) => render(expression, false),
    predicate: (expression) => render(expression, true),
    comparand(expression) {
      const native = expression.kind === 'column' ? entryOf(expression.id).native : null
      return native ?? render(expression, false)
    },
    entry: (expression) => (expression.kind === 'column' ? entryOf(expression.id) : undefined),
    mayRaise: (expression) => expressionMayRaise(expression, scope),
    refuse,
  }

  function render(expression: Expression, positive: boolean): Sql {
    const printed = print(expression, positive)
    return printed.length > MOST_PIECES ? refuse('NODE_NOT_SUPPORTED', expression) : printed
  }

  function print(expression: Expression, positive: boolean): Sql {
    switch (expression.kind) {
      case 'column': {
        const entry = entryOf(expression.id)
        if (entry.opaque) return refuse('TYPE_NOT_EXACT', expression)
        return entry.sql
      }
      case 'literal':
        return dialect.literal(expression)
      case 'call':
        if (expression.function === 'and' || expression.function === 'or') {
          return logic(expression.function, expression.arguments, positive)
        }
        return rewrite({ ...plainCall, ...expression, positive, source: expression })
      case 'cast':
        return cast(expression)
      case 'case': {
        const branches = expression.branches.map(
          ({ when, then }) => sql`WHEN ${render(when, true)} THEN ${render(then, false)}`,
        )
        return sql`CASE ${joinSql(branches, ' ')} ELSE ${render(expression.otherwise, false)} END`
      }
      case 'in':
        return rewriteIn(expression, positive)
      case 'aggregate':
        return aggregate(expression)
      case 'window':
        return window(expression)
      case 'subquery':
        return context.subquery(expression, scope, positive)
      default:
        return unreachable(expression)
    }
  }

  function rewrite(call: PrintedCall): Sql {
    const rule = context.functions[call.function]
    return rule === undefined ? refuse('FUNCTION_NOT_EXACT', call) : rule(call, renderer)
  }

  function logic(operator: 'and' | 'or', operands: readonly Expression[], positive: boolean): Sql {
    const parts = operands.map((operand) => render(operand, positive))
    const word = operator === 'and' ? ' AND ' : ' OR '
    if (!dialect.guardsOrder || !operands.slice(1).some(renderer.mayRaise)) return sql`(${joinSql(parts, word)})`
    // Folded from the right: each operand is evaluated only where those before it have not settled the answer.
    return parts.reduceRight((rest, part) =>
      operator === 'and'
        ? sql`CASE WHEN ${part} IS FALSE THEN FALSE ELSE (${part} AND ${rest}) END`
        : sql`CASE WHEN ${part} THEN TRUE ELSE (${part} OR ${rest}) END`,
    )
  }

  function cast(expression: Extract<Expression, { kind: 'cast' }>): Sql {
    const from = typeOf(expression.argument)
    const value = render(expression.argument, false)
    if (sameType(from, expression.type)) return value
    return dialect.cast(value, from, expression.type) ?? refuse('TYPE_NOT_EXACT', expression)
  }

  /** IN is the equality of the dialect, said of a list. */
  function rewriteIn(expression: Extract<Expression, { kind: 'in' }>, positive: boolean): Sql {
    if (expression.dynamicFilter !== undefined) return keySlot(expression, expression.dynamicFilter, positive)
    const call = {
      kind: 'call',
      function: 'eq',
      arguments: [expression.argument],
      type: BOOLEAN,
      nullable: true,
    } as const
    const rule = context.functions.eq
    if (rule === undefined) return refuse('FUNCTION_NOT_EXACT', expression)
    if (expression.negated) {
      return sql`(NOT ${render({ ...expression, negated: false }, false)})`
    }
    return rule(
      { ...plainCall, ...call, arguments: [expression.argument, ...expression.items], positive, source: expression },
      renderer,
    )
  }

  /** Keys may let through too much, so only where a row more does no harm. */
  function keySlot(expression: Extract<Expression, { kind: 'in' }>, filter: number, positive: boolean): Sql {
    if (!positive || expression.negated) return refuse('TYPE_NOT_EXACT', expression)
    return [{ kind: 'key_slot', filter, conditions: dialect.keyConditions(expression.argument, renderer) }]
  }

  function aggregate(call: Extract<Expression, { kind: 'aggregate' }>): Sql {
    const filtered = filteredAsSaid(call)
    const filter = filtered.filter === null ? NOTHING : sql` FILTER (WHERE ${render(filtered.filter, true)})`
    if (filtered.distinct) for (const argument of filtered.arguments) groupKey(argument, renderer)
    return rewrite({
      ...plainCall,
      ...filtered,
      distinct: raw(call.distinct ? 'DISTINCT ' : ''),
      orderBy: orderBy(filtered.orderBy),
      over: filter,
      source: { ...call, orderBy: filtered.orderBy },
    })
  }

  function window(written: WindowCall): Sql {
    const plain = withoutOuterKeys(written)
    const call = filteredAsSaid(plain)
    const filter = call.filter === null ? NOTHING : sql` FILTER (WHERE ${render(call.filter, true)})`
    const partition =
      call.partitionBy.length === 0
        ? NOTHING
        : sql`PARTITION BY ${joinSql(
            call.partitionBy.map((key) => asKey(key)),
            ', ',
          )}`
    const order = needsKey(call.frame) ? orderByAll(call.orderBy) : orderBy(call.orderBy)
    const parts = [partition, trimmed(order), call.frame === null ? NOTHING : frame(call.frame)]
    const inside = joinSql(
      parts.filter((part) => part.length > 0),
      ' ',
    )
    const over = sql`${filter} OVER (${inside})`
    return rewrite({ ...plainCall, ...call, orderBy: NOTHING, over, ordered: order.length > 0, source: written })
  }

  function filteredAsSaid<Call extends AggregateCall | WindowCall>(call: Call): Call {
    if (call.filter === null) return call
    if (dialect.aggregateFilter === 'case') return filterByCase(call, call.filter)
    return dialect.guardsOrder ? guardedByFilter(call, call.filter) : call
  }

  /** Arguments and keys that can fail are computed only of the rows that pass: an engine may compute them before it filters. */
  function guardedByFilter<Call extends AggregateCall | WindowCall>(call: Call, filter: Expression): Call {
    const guard = (value: Expression): Expression => (renderer.mayRaise(value) ? onlyWhere(filter, value) : value)
    const guarded = { ...call, arguments: call.arguments.map(guard) }
    if (call.kind === 'window') return guarded
    return { ...guarded, orderBy: call.orderBy.map((key) => ({ ...key, expression: guard(key.expression) })) }
  }

  /** Keys of nothing but outer columns part and order nothing here, and engines take a window of only them for the outer query's. */
  function withoutOuterKeys(call: WindowCall): WindowCall {
    const isOuterOnly = (key: Expression): boolean => {
      const ids = [...columnsOf(key)]
      return ids.length > 0 && ids.every((id) => context.isOuter(id))
    }
    const needsKeys = call.frame !== null && call.frame.unit !== 'rows'
    return {
      ...call,
      partitionBy: call.partitionBy.filter((key) => !isOuterOnly(key)),
      orderBy: needsKeys ? call.orderBy : call.orderBy.filter(({ expression }) => !isOuterOnly(expression)),
    }
  }

  /** A key under its own text; a constant would be read as a column's position. */
  function asKey(key: Expression): Sql {
    const text = groupKey(key, renderer)
    return key.kind === 'literal' ? sql`(${text})` : text
  }

  /** Constants order nothing, and a number would be read as a column's position. */
  function orderBy(keys: readonly SortKey[]): Sql {
    return orderByAll(keys.filter((key) => key.expression.kind !== 'literal'))
  }

  function orderByAll(keys: readonly SortKey[]): Sql {
    const printed = keys.flatMap((key) => dialect.sortKey(key, renderer))
    return printed.length === 0 ? NOTHING : sql` ORDER BY ${joinSql(printed, ', ')}`
  }

  function frame({ unit, start, end, exclude }: WindowFrame): Sql {
    const bound = (at: WindowFrame['start']): Sql =>
      at.kind === 'preceding' || at.kind === 'following'
        ? sql`${render(at.offset, false)} ${at.kind.toUpperCase()}`
        : raw(at.kind.replace('_', ' ').toUpperCase())
    const excluded = exclude === 'no_others' ? '' : ` EXCLUDE ${exclude.replace('_', ' ').toUpperCase()}`
    return sql`${unit.toUpperCase()} BETWEEN ${bound(start)} AND ${bound(end)}${excluded}`
  }

  return renderer
}

const plainCall = { distinct: NOTHING, orderBy: NOTHING, over: NOTHING, ordered: false, positive: false }

/** What a key is grouped by. @throws Refused */
export function groupKey(key: Expression, render: ExpressionRenderer): Sql {
  if (render.dialect.groupKey !== undefined) return render.dialect.groupKey(key, render)
  render.dialect.checkKey(key, render)
  return render.value(key)
}

/** An aggregate over rows that pass a condition, for sources without FILTER: the others count as null. */
function filterByCase<Call extends AggregateCall | WindowCall>(call: Call, filter: Expression): Call {
  const one: Expression = { kind: 'literal', value: '1', type: { kind: 'int32' } }
  const values = call.arguments.length === 0 ? [one] : call.arguments
  const [first = one, ...rest] = values
  return { ...call, filter: null, arguments: [onlyWhere(filter, first), ...rest] }
}

/** A value of the rows that pass a condition, null of the others. */
function onlyWhere(condition: Expression, then: Expression): Expression {
  const type = typeOf(then)
  return {
    kind: 'case',
    branches: [{ when: condition, then }],
    otherwise: { kind: 'literal', value: null, type },
    type,
  }
}

/** True for a frame that is not possible without ORDER BY, whose only key may then be a constant. */
function needsKey(frame: WindowFrame | null): boolean {
  if (frame?.unit === 'groups') return true
  return frame?.unit === 'range' && ('offset' in frame.start || 'offset' in frame.end)
}

function trimmed(part: Sql): Sql {
  const [first, ...rest] = part
  return typeof first === 'string' ? [first.trimStart(), ...rest] : part
}
