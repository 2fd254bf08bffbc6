import { sameType, typeName } from '#arrow'
import { commonType, digitsOf, type OutputColumn, type PlanNode } from '#plan'
import type { CommonTable, QueryRequest, SetOperationItem } from '../../query-request.ts'
import { comparable } from '../calls.ts'
import { renamedColumns } from '../cte-columns.ts'
import { type BoundTable, referenceTo } from '../scope.ts'
import { inTypes, isSetOperation } from '../set-operations.ts'
import type { Surroundings } from '../surroundings.ts'
import { refuseDrawn } from '../volatile-calls.ts'
import { checkRecursiveTerm } from './recursive-terms.ts'
import { addedNames, type ExtendedTerms, searchAndCycle } from './search-and-cycle.ts'

/** A bound recursive table; the columns named in `rows` are rows, which are no values. */
interface RecursiveTable {
  readonly columns: readonly OutputColumn[]
  readonly rows: ReadonlySet<string>
  readonly define: (body: PlanNode) => PlanNode
}

/** A table of WITH that reads itself: a query that does not, UNION one that does. @throws ValidationError 42P19, 42804, 0A000 */
export function recursiveTable(around: Surroundings, table: CommonTable, name: string): RecursiveTable {
  const { binding } = around
  const { first, last } = terms(around, table)
  refuseSeveral(around, table, first, last.query)
  const base = binding.query(first, around.outer, withoutItself(around, table))
  const columns = renamedColumns(
    around,
    table,
    base.columns.map(({ column }) => binding.newColumn(column.name, column.type, true)),
  )
  let uses = 0
  const itself = { name, columns, rows: new Set<string>(), taken: addedNames(table), order: [], use: () => uses++ }
  const step = binding.query(last.query, around.outer, new Map(around.ctes).set(table.name, itself))
  refuseDrawn(binding, step.plan, 'the recursive term of WITH RECURSIVE', last)
  checkRecursiveTerm(binding, step.plan, name, uses, last)
  const all = last.all === true
  if (!all) for (const column of columns) comparable(binding, '=', referenceTo(column), referenceTo(column), last)
  const types = typesOfStep(around, table, columns, step, last)
  const extended = extend()
  const defined = { kind: 'recursive_with', name, columns: extended.columns, base: extended.base, all } as const
  return { ...extended, define: (body) => ({ ...defined, step: extended.step, body }) }

  function extend(): ExtendedTerms {
    if (table.search === undefined && table.cycle === undefined) {
      return { columns, rows: new Set(), base: base.plan, step: inTypes(binding, step, types).plan }
    }
    return searchAndCycle(binding, table, { name, columns, base, step, types })
  }
}

function terms(
  around: Surroundings,
  table: CommonTable,
): { readonly first: QueryRequest; readonly last: SetOperationItem } {
  const { order_by, limit, offset, with_ties: _, set_operations: items = [], ...operand } = table.query
  const last = items.at(-1)
  if (last === undefined || last.op !== 'union') {
    const message = `The recursive query "${table.name}" must be a query without it, UNION [ALL] one that reads it.`
    throw around.binding.error('VALIDATION_ERROR', message, '42P19', table)
  }
  for (const [clause, value] of Object.entries({ 'ORDER BY': order_by, OFFSET: offset, LIMIT: limit })) {
    if (value === undefined) continue
    const message = `${clause} in the recursive query "${table.name}" is not possible; write it where the table is used.`
    throw around.binding.error('UNSUPPORTED', message, '0A000', table)
  }
  const earlier = items.slice(0, -1)
  return { first: earlier.length === 0 ? operand : { ...operand, set_operations: earlier }, last }
}

/** With SEARCH and CYCLE each term is one SELECT. */
function refuseSeveral(around: Surroundings, table: CommonTable, first: QueryRequest, last: QueryRequest): void {
  if (addedNames(table).length === 0) return
  const message = `With SEARCH or CYCLE each side of the UNION of "${table.name}" must be a SELECT.`
  if (isSetOperation(first)) throw around.binding.error('UNSUPPORTED', message, '0A000', table)
  if (isSetOperation(last)) throw around.binding.error('VALIDATION_ERROR', message, '42601', table)
}

/** In the first term the name would be another table; PostgreSQL does not allow that. */
function withoutItself(around: Surroundings, table: CommonTable): Surroundings['ctes'] {
  const use = (): never => {
    const message = `The recursive query "${table.name}" must not be read in its first, non-recursive term.`
    throw around.binding.error('VALIDATION_ERROR', message, '42P19', table)
  }
  return new Map(around.ctes).set(table.name, { name: table.name, columns: [], rows: new Set(), order: [], use })
}

/** The types of the first term, which every round must have too. */
function typesOfStep(
  around: Surroundings,
  table: CommonTable,
  columns: readonly OutputColumn[],
  step: BoundTable,
  place: SetOperationItem,
): readonly OutputColumn['type'][] {
  if (step.columns.length !== columns.length) {
    const message = `Each UNION query must have the same number of columns, not ${columns.length} and ${step.columns.length}.`
    throw around.binding.error('VALIDATION_ERROR', message, '42601', place)
  }
  return columns.map(({ type, name }, index) => {
    const given = step.columns[index]
    const stepType = given === undefined || given.unknown !== null ? null : given.column.type
    const common = commonType([type, stepType])
    if (common !== undefined && common.kind === type.kind && fits(stepType ?? type, type)) return type
    const overall = common === undefined ? '' : ` but type ${typeName(common)} overall`
    const message = `The column "${name}" of the recursive query "${table.name}" has type ${typeName(type)} in its first term${overall}; cast it there.`
    throw around.binding.error('TYPE_ERROR', message, '42804', place)
  })
}

/** No digit may be lost: a plan knows the digits of decimals, where PostgreSQL's numeric has any. */
function fits(from: OutputColumn['type'], to: OutputColumn['type']): boolean {
  if (to.kind !== 'decimal' || sameType(from, to)) return true
  const [given, wanted] = [digitsOf(from), digitsOf(to)]
  return given !== undefined && wanted !== undefined && given.whole <= wanted.whole && given.scale <= wanted.scale
}
