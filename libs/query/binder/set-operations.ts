import { type EngineType, sameType } from '#arrow'
import { commonType, type NamedExpression, type OutputColumn, type PlanNode, typeOf } from '#plan'
import type { QueryRequest, SetOperationItem } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { comparable } from './calls.ts'
import { castTo, readUnknown } from './coerce.ts'
import { hasUnknownColumns, isPoison } from './poison.ts'
import { type BoundTable, type ResultColumn, referenceTo } from './scope.ts'
import type { Surroundings } from './surroundings.ts'

/** UNION, INTERSECT and EXCEPT, from left to right; columns are matched by position and brought to common types. */
export function combine(around: Surroundings, first: BoundTable, items: readonly SetOperationItem[]): BoundTable {
  return items.reduce((left, item) => {
    const right = around.binding.query(item.query, around.outer, around.ctes)
    return around.binding.faults.attempt(
      () => combineTwo(around.binding, left, right, item),
      () => left,
    )
  }, first)
}

function combineTwo(binding: Binding, left: BoundTable, right: BoundTable, item: SetOperationItem): BoundTable {
  const name = item.op.toUpperCase()
  if ([left, right].some(({ columns }) => hasUnknownColumns(columns.map(({ column }) => column)))) return left
  if (left.columns.length !== right.columns.length) {
    const message = `Each ${name} query must have the same number of columns, not ${left.columns.length} and ${right.columns.length}.`
    throw binding.error('VALIDATION_ERROR', message, '42601', placeOf(binding, item))
  }
  const types = left.columns.map((column, index) =>
    pairType(binding, column, right.columns[index], name, placeOf(binding, item, index)),
  )
  const a = inTypes(binding, left, types)
  const b = inTypes(binding, right, types)
  const columns = a.columns.map((column, index) => {
    return binding.newColumn(column.name, column.type, nullability(item, column, b.columns[index]))
  })
  if (!item.all)
    for (const column of columns)
      comparable(binding, '=', referenceTo(column), referenceTo(column), placeOf(binding, item))
  return {
    plan: { kind: 'set_operation', operation: item.op, all: item.all === true, left: a.plan, right: b.plan, columns },
    columns: columns.map((column) => ({ column, unknown: null })),
  }
}

/** Where the operand's select list names its column of that index. */
function placeOf(binding: Binding, item: SetOperationItem, index = 0): object {
  const { select, aggregations, values } = item.query
  if (select !== undefined && index < select.length) return binding.derived({}, select, index)
  return aggregations?.[index - (select?.length ?? 0)] ?? values?.[0]?.[index] ?? item
}

function pairType(
  binding: Binding,
  left: ResultColumn,
  right: ResultColumn | undefined,
  name: string,
  place: object,
): EngineType {
  const unknown = [left, right].find((it) => it !== undefined && isPoison(it.column.type))
  if (unknown !== undefined) return unknown.column.type
  const type = commonType([knownType(left), right === undefined ? null : knownType(right)])
  if (type !== undefined) return type
  const message = `${name} types of the column "${left.column.name}" cannot be matched; convert one of them with CAST.`
  throw binding.error('TYPE_ERROR', message, '42804', place)
}

function knownType({ column, unknown }: ResultColumn): EngineType | null {
  return unknown === null ? column.type : null
}

interface TypedTable {
  readonly plan: PlanNode
  readonly columns: readonly OutputColumn[]
}

/** The table with its columns in the given types; untyped literals are read as them. */
export function inTypes(binding: Binding, table: BoundTable, types: readonly EngineType[]): TypedTable {
  const fits = table.columns.every(({ column }, index) => sameType(column.type, types[index] ?? column.type))
  if (fits) return { plan: table.plan, columns: table.columns.map(({ column }) => column) }
  const expressions = typed(binding, table, types)
  return {
    plan: { kind: 'project', input: table.plan, expressions },
    columns: expressions.map(({ column }) => column),
  }
}

/** The columns of a table in the given types. */
export function typed(binding: Binding, table: BoundTable, types: readonly EngineType[]): readonly NamedExpression[] {
  return table.columns.map(({ column, unknown }, index): NamedExpression => {
    const type = types[index] ?? column.type
    const expression = unknown === null ? castTo(referenceTo(column), type) : readUnknown(binding, unknown, type)
    return { column: binding.newColumn(column.name, typeOf(expression), column.nullable), expression }
  })
}

function nullability(item: SetOperationItem, left: OutputColumn, right: OutputColumn | undefined): boolean {
  const rightNullable = right?.nullable ?? true
  if (item.op === 'union') return left.nullable || rightNullable
  return item.op === 'intersect' ? left.nullable && rightNullable : left.nullable
}

/** Whether the request is a set operation. */
export function isSetOperation(request: QueryRequest): boolean {
  return request.set_operations !== undefined && request.set_operations.length > 0
}
