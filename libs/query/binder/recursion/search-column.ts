import { arrayOf, type EngineType, INT32, INT64, STRING } from '#arrow'
import { commonType, type Expression, type Literal, type OutputColumn } from '#plan'
import type { CommonTable, SearchClause } from '../../query-request.ts'
import type { Binding } from '../binding.ts'
import { callOf } from '../calls.ts'
import { castTo } from '../coerce.ts'
import { type AddedColumn, beforeOf, pick, places, SAME_TEXT } from './added-column.ts'

/** Kinds whose arrays sort as rows of them do. */
const SORTED: ReadonlySet<EngineType['kind']> = new Set([...SAME_TEXT, 'decimal', 'float32', 'float64'])

/**
 * The column of SEARCH, an array: the rows on the way for depth first, the round and the row for breadth first.
 * @throws ValidationError 0A000 where its columns have no type in common that has an order
 */
export function searchColumn(
  binding: Binding,
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
    throw binding.error('UNSUPPORTED', message, '0A000', table)
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
