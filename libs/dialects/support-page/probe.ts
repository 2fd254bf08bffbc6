import {
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  JSON_TYPE,
  JSONB,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  type TypeKind,
  UINT64,
  UUID,
} from '#arrow'
import {
  type ColumnReference,
  columnsOf,
  type Expression,
  isRefusal,
  type Literal,
  type PlanNode,
  type Scan,
} from '#plan'
import { renderPlan } from '../base/render-query.ts'
import type { Language } from './languages.ts'

/** A type of each kind, and constants of it to try. */
const SAMPLES: Readonly<Record<TypeKind, { readonly type: EngineType; readonly constants: readonly string[] }>> = {
  boolean: { type: BOOLEAN, constants: ['true'] },
  int16: { type: INT16, constants: ['2'] },
  int32: { type: INT32, constants: ['2'] },
  int64: { type: INT64, constants: ['2'] },
  uint64: { type: UINT64, constants: ['2'] },
  float32: { type: FLOAT32, constants: ['2'] },
  float64: { type: FLOAT64, constants: ['2'] },
  decimal: { type: decimal(10, 2), constants: ['2.00'] },
  string: { type: STRING, constants: ['year', 'x', 'UTC', '99'] },
  binary: { type: BINARY, constants: ['00'] },
  date: { type: DATE, constants: ['2024-01-31'] },
  time: { type: TIME, constants: ['12:00:00'] },
  timestamp: { type: TIMESTAMP, constants: ['2024-01-31 12:00:00'] },
  timestamptz: { type: TIMESTAMPTZ, constants: ['2024-01-31 12:00:00'] },
  interval: { type: INTERVAL, constants: ['1 0 0'] },
  json: { type: JSON_TYPE, constants: ['{}'] },
  uuid: { type: UUID, constants: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'] },
  array: { type: { kind: 'array', element: INT32 }, constants: ['{1,2}'] },
}

/** All kinds, in the order the page names them. */
export const KINDS: readonly TypeKind[] = Object.values(SAMPLES).map(({ type }) => type.kind)

/** The type that stands for its kind on the page. */
export function typeOfKind(kind: TypeKind): EngineType {
  return SAMPLES[kind].type
}

/** Constants of a kind that functions are tried with. */
export function constantsOf(kind: TypeKind): readonly Literal[] {
  const { type, constants } = SAMPLES[kind]
  return constants.map((value) => ({ kind: 'literal', value, type }))
}

/** A column of a kind: the `place`-th of the table that statements are tried on. */
export function columnOf(kind: TypeKind, place: number): ColumnReference {
  return { kind: 'column', id: `${kind}_${place}`, type: typeOfKind(kind), nullable: true }
}

/** A column of jsonb, whose conversions are not those of json. */
export const JSONB_COLUMN: ColumnReference = { kind: 'column', id: 'jsonb', type: JSONB, nullable: true }

/** Columns of one kind, as many as any function takes. */
const PLACES = 7

/** A table of a language that has all columns of `columnOf`; `side` tells two of them apart. */
export function tableOf({ dialect, text }: Language, side = ''): Scan {
  const kinds = KINDS.flatMap((kind) => Array.from({ length: PLACES }, (_, place) => columnOf(kind, place)))
  const columns = [...kinds, JSONB_COLUMN].map(({ id: column, type }) => {
    const id = `${column}${side}`
    const isText = type.kind === 'string'
    const sourceType = isText ? text.sourceType : type.kind
    const comparison = isText ? text.comparison : null
    return { id, name: id, type, nativeType: type, sourceType, nullable: true, comparison }
  })
  const table = { source: 'source', connection: 'connection', sourceType: dialect.name, schema: null, table: 'samples' }
  return { kind: 'scan', table, columns, primaryKey: [], estimatedRows: null }
}

/** The table with no more columns than an expression reads. */
export function tableFor(language: Language, expression: Expression): Scan {
  const read = columnsOf(expression)
  const table = tableOf(language)
  const columns = table.columns.filter(({ id }) => read.has(id))
  return { ...table, columns: columns.length === 0 ? table.columns.slice(0, 1) : columns }
}

/** True when the language can say the plan with PostgreSQL's answer. */
export function canSay({ dialect }: Language, plan: PlanNode): boolean {
  return !isRefusal(renderPlan(dialect, plan))
}

/** True when the language can say it of a value, or at least of a condition. */
export function canSayValue(language: Language, expression: Expression, type: EngineType): boolean {
  const input = tableFor(language, expression)
  const column = { id: 'answer', name: 'answer', type, nullable: true }
  if (canSay(language, { kind: 'project', input, expressions: [{ column, expression }] })) return true
  return type.kind === 'boolean' && canSay(language, { kind: 'filter', input, predicate: expression })
}

/** True when a condition can hold rows back, to be checked again by the engine. */
export function canPrefilter(language: Language, predicate: Expression): boolean {
  return !isRefusal(renderPlan(language.dialect, tableFor(language, predicate), [predicate]))
}
