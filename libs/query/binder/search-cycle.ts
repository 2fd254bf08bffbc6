import { arrayOf, type EngineType, INT32, INT64, STRING } from '#arrow'
import {
  commonType,
  type Expression,
  type Literal,
  type NamedExpression,
  type OutputColumn,
  type PlanNode,
} from '#plan'
import type { CommonTable, CycleClause, SearchClause } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { callOf, condition } from './calls.ts'
import { carryColumns } from './carried-columns.ts'
import { castTo, toCommonType } from './coerce.ts'
import { expressionEnv } from './expression.ts'
import { type BoundTable, referenceTo } from './scope.ts'
import { typed } from './set-operations.ts'
import type { Surroundings } from './surroundings.ts'

/** A column that SEARCH or CYCLE adds to a recursive table: its value in the first term, and after a row of the last round. */
interface AddedColumn {
  readonly name: string
  readonly type: EngineType
  /** True for the order of SEARCH and the path of CYCLE, which are rows or arrays of rows. */
  readonly isRow: boolean
  first(row: readonly Expression[]): Expression
  next(row: readonly Expression[], before: ReadonlyMap<string, Expression>): Expression
  /** Whether a row of the last round goes on; absent where every row does. */
  readonly goesOn?: (before: Expression) => Expression
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
  around: Surroundings,
  table: CommonTable,
  name: string,
  columns: readonly OutputColumn[],
  base: BoundTable,
  step: BoundTable,
  types: readonly EngineType[],
): ExtendedTerms {
  const { binding } = around
  checkNames(around, table, columns)
  const own = base.columns.map(({ column }) => column)
  const added = [
    ...(table.search === undefined ? [] : [ordered(around, table, table.search, columns)]),
    ...(table.cycle === undefined ? [] : cycled(around, table, table.cycle, columns)),
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

function checkNames(around: Surroundings, table: CommonTable, columns: readonly OutputColumn[]): void {
  const { search, cycle } = table
  const refuse = (message: string, sqlState: string): Error =>
    around.binding.error('VALIDATION_ERROR', message, sqlState, table)
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

function places(columns: readonly OutputColumn[], names: readonly string[]): readonly number[] {
  return names.map((name) => columns.findIndex((column) => column.name === name))
}

function pick(row: readonly Expression[], at: readonly number[], type: EngineType): readonly Expression[] {
  return at.flatMap((place) => {
    const value = row[place]
    return value === undefined ? [] : [castTo(value, type)]
  })
}

/** Kinds of which equal values have equal text. */
const SAME_TEXT: ReadonlySet<EngineType['kind']> = new Set([
  'boolean',
  'int16',
  'int32',
  'int64',
  'string',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'uuid',
])

/** Kinds whose arrays sort as rows of them do. */
const SORTED: ReadonlySet<EngineType['kind']> = new Set([...SAME_TEXT, 'decimal', 'float32', 'float64'])

function ordered(
  around: Surroundings,
  table: CommonTable,
  search: SearchClause,
  columns: readonly OutputColumn[],
): AddedColumn {
  const at = places(columns, search.by)
  const types = at.flatMap((place) => columns[place]?.type ?? [])
  const isBreadth = search.first === 'breadth'
  const depthType: readonly EngineType[] = isBreadth && types.every(({ kind }) => kind !== 'string') ? [INT64] : []
  const type = commonType([...depthType, ...types])
  if (type === undefined || !SORTED.has(type.kind)) {
    const numbers = isBreadth ? ' all numbers or all text' : ' of one type that has an order'
    const message = `The columns of SEARCH in "${table.name}" must be${numbers}; cast them.`
    throw around.binding.error('UNSUPPORTED', message, '0A000', table)
  }
  const list = arrayOf(type)
  const row = (values: readonly Expression[]): readonly Expression[] => pick(values, at, type)
  const made = { name: search.set, type: list, isRow: true }
  if (!isBreadth) {
    return {
      ...made,
      first: (values) => callOf('array_of', row(values), list),
      next: (values, before) =>
        callOf('array_concat', [beforeOf(before, search.set, list), callOf('array_of', row(values), list)], list),
    }
  }
  return {
    ...made,
    first: (values) => callOf('array_of', [depth(integer(0), type), ...row(values)], list),
    next: (values, before) => {
      const last = callOf('array_element', [beforeOf(before, search.set, list), position(1)], type)
      const deeper = callOf('add', [castTo(last, INT64), integer(1)], INT64)
      return callOf('array_of', [depth(deeper, type), ...row(values)], list)
    },
  }
}

/** How many rounds came before, as a number, or as text of one width. */
function depth(rounds: Expression, type: EngineType): Expression {
  if (type.kind !== 'string') return castTo(rounds, type)
  const zero: Literal = { kind: 'literal', value: '0', type: STRING }
  return callOf('lpad', [castTo(rounds, STRING), position(19), zero], STRING)
}

function integer(value: number): Literal {
  return { kind: 'literal', value: String(value), type: INT64 }
}

function position(value: number): Literal {
  return { kind: 'literal', value: String(value), type: INT32 }
}

function beforeOf(before: ReadonlyMap<string, Expression>, name: string, type: EngineType): Expression {
  return before.get(name) ?? { kind: 'literal', value: null, type }
}

function cycled(
  around: Surroundings,
  table: CommonTable,
  cycle: CycleClause,
  columns: readonly OutputColumn[],
): readonly AddedColumn[] {
  const at = places(columns, cycle.columns)
  for (const place of at) {
    const column = columns[place]
    if (column === undefined || SAME_TEXT.has(column.type.kind)) continue
    const message = `The column "${column.name}" of CYCLE in "${table.name}" must be an integer, text, date, timestamp, boolean or uuid; cast it.`
    throw around.binding.error('UNSUPPORTED', message, '0A000', table)
  }
  const { reached, fresh, type } = marks(around, table, cycle)
  const path = arrayOf(STRING)
  const own = (row: readonly Expression[]): Expression => callOf('array_of', [rowText(row, at)], path)
  const known = (before: ReadonlyMap<string, Expression>): Expression => beforeOf(before, cycle.using, path)
  return [
    {
      name: cycle.set,
      type,
      isRow: false,
      goesOn: (before) => condition('ne', [before, reached]),
      first: () => fresh,
      next: (row, before) => ({
        kind: 'case',
        branches: [{ when: condition('array_contains', [known(before), own(row)]), then: reached }],
        otherwise: fresh,
        type,
      }),
    },
    {
      name: cycle.using,
      type: path,
      isRow: true,
      first: own,
      next: (row, before) => callOf('array_concat', [known(before), own(row)], path),
    },
  ]
}

/** The two values of the mark, in their common type. */
function marks(
  around: Surroundings,
  table: CommonTable,
  cycle: CycleClause,
): { readonly reached: Expression; readonly fresh: Expression; readonly type: EngineType } {
  const { binding } = around
  const scope = { relations: [], visible: [], parent: null, ctes: new Map() }
  const env = expressionEnv(binding, scope, 'CYCLE')
  const operands = [cycle.to ?? { value: true }, cycle.default ?? { value: false }].map((node) => env.operand(node))
  const { expressions, type } = toCommonType(binding, operands, 'CYCLE', table)
  const [reached, fresh] = expressions
  if (reached?.kind === 'literal' && fresh?.kind === 'literal' && reached.value !== null && fresh.value !== null) {
    return { reached, fresh, type }
  }
  throw binding.error('UNSUPPORTED', 'The values of the mark of CYCLE must be constants.', '0A000', table)
}

/** The values of a row as one text, of which no two rows have the same: each with its length, NULL as N. */
function rowText(row: readonly Expression[], at: readonly number[]): Expression {
  const fields = pick(row, at, STRING).map((text): Expression => {
    const colon: Literal = { kind: 'literal', value: ':', type: STRING }
    const none: Literal = { kind: 'literal', value: 'N', type: STRING }
    const length = castTo(callOf('length', [text], INT32), STRING)
    return {
      kind: 'case',
      branches: [{ when: condition('is_null', [text]), then: none }],
      otherwise: callOf('concat', [length, colon, text], STRING),
      type: STRING,
    }
  })
  return callOf('concat', fields, STRING)
}

/** Rows that closed a cycle go no further. */
function goingOn(rows: PlanNode, added: readonly AddedColumn[], columns: readonly OutputColumn[]): PlanNode {
  return added.reduce<PlanNode>((input, { name, goesOn }) => {
    const column = columns.find((it) => it.name === name)
    if (goesOn === undefined || column === undefined) return input
    return { kind: 'filter', input, predicate: goesOn(referenceTo(column)) }
  }, rows)
}
