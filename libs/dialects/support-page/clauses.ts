import { BOOLEAN, type EngineType, INT64, type TypeKind } from '#arrow'
import {
  type AggregateCall,
  type ColumnReference,
  type Expression,
  type Join,
  type OutputColumn,
  outputColumns,
  type PlanNode,
  type SetOperation,
  type SortKey,
  type SubqueryExpression,
  typeConvertsExplicitly,
} from '#plan'
import type { PageRow } from './functions.ts'
import { LANGUAGES, type Language } from './languages.ts'
import { canSay, canSayValue, columnOf, JSONB_COLUMN, KINDS, tableOf, typeOfKind } from './probe.ts'

type Clause = (language: Language) => PlanNode

function output(id: string, expression: { readonly type: OutputColumn['type'] }): OutputColumn {
  return { id, name: id, type: expression.type, nullable: true }
}

function keyOf(kind: TypeKind): Expression {
  return columnOf(kind, 0)
}

function grouped(kinds: readonly TypeKind[], groupingSets: readonly (readonly number[])[] | null = null): Clause {
  return (language) => ({
    kind: 'aggregate',
    input: tableOf(language),
    groups: kinds.map((kind) => ({ column: output(`g_${kind}`, columnOf(kind, 0)), expression: keyOf(kind) })),
    aggregates: [],
    groupingSets,
  })
}

function counted(call: Partial<AggregateCall>): Clause {
  const count: AggregateCall = {
    kind: 'aggregate',
    function: 'count',
    arguments: [columnOf('int32', 0)],
    distinct: false,
    filter: null,
    orderBy: [],
    type: INT64,
    ...call,
  }
  return (language) => ({
    kind: 'aggregate',
    input: tableOf(language),
    groups: [],
    aggregates: [{ column: output('n', count), call: count }],
    groupingSets: null,
  })
}

function sorted(kind: TypeKind, more: Partial<SortKey> = {}): Clause {
  const key = { expression: keyOf(kind), descending: false, nullsFirst: false, ...more }
  return (language) => ({
    kind: 'limit',
    limit: 10,
    offset: 0,
    input: { kind: 'sort', input: tableOf(language), keys: [key] },
  })
}

function isEqual(kind: TypeKind, side: string): Expression {
  const left = columnOf(kind, 0)
  const right = { ...left, id: `${left.id}${side}` }
  return { kind: 'call', function: 'eq', arguments: [left, right], type: BOOLEAN, nullable: true }
}

function joined(type: Join['type'], kind: TypeKind): Clause {
  return (language) => ({
    kind: 'join',
    type,
    left: tableOf(language),
    right: tableOf(language, '_r'),
    condition: type === 'cross' ? null : isEqual(kind, '_r'),
  })
}

function only(language: Language, kind: TypeKind, side: string): PlanNode {
  const column = { ...columnOf(kind, 0), id: `${columnOf(kind, 0).id}${side}` }
  return {
    kind: 'project',
    input: tableOf(language, side),
    expressions: [{ column: output(`v${side}`, column), expression: column }],
  }
}

function combined(operation: SetOperation['operation'], all: boolean, kind: TypeKind): Clause {
  return (language) => {
    const left = only(language, kind, '')
    const right = only(language, kind, '_r')
    return { kind: 'set_operation', operation, all, left, right, columns: [output('u', columnOf(kind, 0))] }
  }
}

function common(language: Language): PlanNode {
  const definition = only(language, 'int32', '')
  const columns = outputColumns(definition).map((column) => ({ ...column, id: `${column.id}_w` }))
  return {
    kind: 'with',
    name: 'w',
    materialized: true,
    definition,
    body: { kind: 'cte_reference', name: 'w', columns },
  }
}

function filteredBy(form: SubqueryExpression['form'], kind: TypeKind): Clause {
  return (language) => {
    const subquery: SubqueryExpression = {
      kind: 'subquery',
      form,
      argument: form === 'in' ? columnOf(kind, 0) : null,
      negated: false,
      plan: only(language, kind, '_r'),
      type: BOOLEAN,
    }
    return { kind: 'filter', input: tableOf(language), predicate: subquery }
  }
}

/** The clauses and kinds of joins of the page, each a plan of it and nothing else. */
const CLAUSES: readonly (readonly [title: string, clause: Clause])[] = [
  ['ORDER BY a number LIMIT', sorted('int32')],
  ['ORDER BY a number NULLS FIRST LIMIT', sorted('int32', { nullsFirst: true })],
  ['ORDER BY a number DESC LIMIT', sorted('int32', { descending: true, nullsFirst: true })],
  ['ORDER BY a date LIMIT', sorted('date')],
  ['ORDER BY a text LIMIT', sorted('string')],
  ['LIMIT and OFFSET', (language) => ({ kind: 'limit', limit: 10, offset: 5, input: tableOf(language) })],
  ['GROUP BY or DISTINCT of a number', grouped(['int32'])],
  ['GROUP BY or DISTINCT of a float', grouped(['float64'])],
  ['GROUP BY or DISTINCT of a date', grouped(['date'])],
  ['GROUP BY or DISTINCT of a text', grouped(['string'])],
  ['GROUPING SETS, ROLLUP, CUBE', grouped(['int32', 'int64'], [[0, 1], [0], []])],
  ['count(DISTINCT number)', counted({ distinct: true })],
  ['count(DISTINCT text)', counted({ distinct: true, arguments: [columnOf('string', 0)] })],
  ['FILTER (WHERE ...)', counted({ filter: { ...isEqualToConstant() } })],
  ['JOIN on a number', joined('inner', 'int32')],
  ['JOIN on a text', joined('inner', 'string')],
  ['LEFT and RIGHT JOIN', joined('left', 'int32')],
  ['FULL JOIN', joined('full', 'int32')],
  ['CROSS JOIN', joined('cross', 'int32')],
  ['EXISTS, IN (SELECT) of a number, as a join', joined('semi', 'int32')],
  ['NOT EXISTS, as a join', joined('anti', 'int32')],
  ['EXISTS (SELECT)', filteredBy('exists', 'int32')],
  ['IN (SELECT) of a text', filteredBy('in', 'string')],
  ['UNION ALL', combined('union', true, 'int32')],
  ['UNION of a number', combined('union', false, 'int32')],
  ['UNION of a text', combined('union', false, 'string')],
  ['INTERSECT and EXCEPT of a number', combined('except', false, 'int32')],
  ['INTERSECT ALL and EXCEPT ALL', combined('except', true, 'int32')],
  ['WITH', common],
]

function isEqualToConstant(): Expression {
  const two = { kind: 'literal', value: '2', type: typeOfKind('int32') } as const
  return { kind: 'call', function: 'eq', arguments: [columnOf('int32', 0), two], type: BOOLEAN, nullable: true }
}

/** A line for each clause. */
export function clauseRows(): readonly PageRow[] {
  return CLAUSES.map(([title, clause]) => ({
    title,
    cells: LANGUAGES.map((language) => (canSay(language, clause(language)) ? 'yes' : '-')),
  }))
}

/** A line for each kind of value: what it can be cast to. */
export function castRows(): readonly PageRow[] {
  const rows = KINDS.map((kind) => castRow(kind, columnOf(kind, 0)))
  const ofJson = rows.findIndex(({ title }) => title === 'json')
  return rows.toSpliced(ofJson + 1, 0, castRow('jsonb', JSONB_COLUMN))
}

function castRow(title: string, column: ColumnReference): PageRow {
  const cells = LANGUAGES.map((language) => {
    const targets = KINDS.filter((to) => isConversion(column.type, to) && canCast(language, column, to))
    return targets.length === 0 ? '-' : targets.join(', ')
  })
  return { title, cells }
}

/** True for a cast that PostgreSQL has; an array converts as its elements do. */
function isConversion(from: EngineType, to: TypeKind): boolean {
  if (from.kind === to || from.kind === 'array' || to === 'array') return false
  return typeConvertsExplicitly(from, typeOfKind(to))
}

function canCast(language: Language, column: ColumnReference, to: TypeKind): boolean {
  const type = typeOfKind(to)
  return canSayValue(language, { kind: 'cast', argument: column, type }, type)
}
