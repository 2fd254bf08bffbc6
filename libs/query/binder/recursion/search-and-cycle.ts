import type { EngineType } from '#arrow'
import type { NamedExpression, OutputColumn, PlanNode } from '#plan'
import type { CommonTable } from '../../query-request.ts'
import type { Binding } from '../binding.ts'
import { type BoundTable, referenceTo } from '../scope.ts'
import { typed } from '../set-operations.ts'
import type { AddedColumn } from './added-column.ts'
import { carryColumns } from './carried-columns.ts'
import { cycleColumns } from './cycle-columns.ts'
import { searchColumn } from './search-column.ts'

/** A recursive table as it is without SEARCH and CYCLE. */
export interface PlainTerms {
  /** What references to it in the plan name. */
  readonly name: string
  readonly columns: readonly OutputColumn[]
  readonly base: BoundTable
  readonly step: BoundTable
  /** Of the columns, which the step's are brought to. */
  readonly types: readonly EngineType[]
}

/** The two terms of a recursive table with the columns that SEARCH and CYCLE add. */
export interface ExtendedTerms {
  readonly columns: readonly OutputColumn[]
  readonly rows: ReadonlySet<string>
  readonly base: PlanNode
  readonly step: PlanNode
}

/**
 * SEARCH and CYCLE as plain columns, as PostgreSQL rewrites them. Where it has arrays of rows, there are arrays that
 * sort and compare as those do.
 * @throws ValidationError 42601, 42701 for names, 0A000 for terms or types it cannot be said of
 */
export function searchAndCycle(
  binding: Binding,
  table: CommonTable,
  { name, columns, base, step, types }: PlainTerms,
): ExtendedTerms {
  checkNames(binding, table, columns)
  const own = base.columns.map(({ column }) => column)
  const added = [
    ...(table.search === undefined ? [] : [searchColumn(binding, table, table.search, columns)]),
    ...(table.cycle === undefined ? [] : cycleColumns(binding, table, table.cycle, columns)),
  ]
  const output = added.map((it) => binding.newColumn(it.name, it.type, true))
  const first = added.map((it): NamedExpression => {
    return { column: binding.newColumn(it.name, it.type, true), expression: it.first(own.map(referenceTo)) }
  })
  const carried = carryColumns(binding, step.plan, name, (reference) => {
    const more = added.map((it) => binding.newColumn(it.name, it.type, true))
    const plan: PlanNode = { ...reference, columns: [...reference.columns, ...more] }
    return { plan: goingOn(plan, added, more), columns: more }
  })
  if (carried === undefined) {
    const message = `With SEARCH or CYCLE the recursive term of "${table.name}" must be a SELECT that reads it in FROM itself, without groups and DISTINCT.`
    throw binding.error('UNSUPPORTED', message, '0A000', table)
  }
  const before = new Map(carried.columns.map((column) => [column.name, referenceTo(column)]))
  const given = typed(binding, step, types)
  const row = given.map(({ expression }) => expression)
  const next = added.map((it): NamedExpression => {
    return { column: binding.newColumn(it.name, it.type, true), expression: it.next(row, before) }
  })
  return {
    columns: [...columns, ...output],
    rows: new Set(added.flatMap((it) => (it.isRow ? [it.name] : []))),
    base: {
      kind: 'project',
      input: base.plan,
      expressions: [...own.map((column) => passed(binding, column)), ...first],
    },
    step: { kind: 'project', input: carried.plan, expressions: [...given, ...next] },
  }
}

function passed(binding: Binding, column: OutputColumn): NamedExpression {
  return { column: binding.newColumn(column.name, column.type, column.nullable), expression: referenceTo(column) }
}

/** The names of the columns that SEARCH and CYCLE add, in their order. */
export function addedNames({ search, cycle }: CommonTable): readonly string[] {
  return [search?.set, cycle?.set, cycle?.using].filter((name) => name !== undefined)
}

function checkNames(binding: Binding, table: CommonTable, columns: readonly OutputColumn[]): void {
  const { search, cycle } = table
  const refuse = (message: string, sqlState: string): Error =>
    binding.error('VALIDATION_ERROR', message, sqlState, table)
  const taken = new Set(columns.map(({ name }) => name))
  for (const [clause, names] of [
    ['SEARCH', search?.by ?? []],
    ['CYCLE', cycle?.columns ?? []],
  ] as const) {
    const unknown = names.find((name) => !taken.has(name))
    if (unknown !== undefined) throw refuse(`"${table.name}" has no column "${unknown}" for ${clause}.`, '42601')
    if (new Set(names).size < names.length) throw refuse(`${clause} names a column more than once.`, '42701')
  }
  for (const name of addedNames(table)) {
    if (taken.has(name)) throw refuse(`"${table.name}" has a column "${name}" already.`, '42601')
    taken.add(name)
  }
}

/** Rows that closed a cycle go no further. */
function goingOn(rows: PlanNode, added: readonly AddedColumn[], columns: readonly OutputColumn[]): PlanNode {
  return added.reduce<PlanNode>((input, { name, goesOn }) => {
    const column = columns.find((it) => it.name === name)
    if (goesOn === undefined || column === undefined) return input
    return { kind: 'filter', input, predicate: goesOn(referenceTo(column)) }
  }, rows)
}
