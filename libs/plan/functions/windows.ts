import { type EngineType, FLOAT64, INT32, INT64, STRING } from '#arrow'
import { type Expression, typeOf } from '../expression.ts'
import type { WindowFunction } from '../function-names.ts'
import {
  type FunctionRecord,
  INVALID_ARGUMENT_FOR_NTH_VALUE,
  INVALID_ARGUMENT_FOR_NTILE,
  type Signature,
  signature,
} from './record.ts'

const sameAsFirst = (args: readonly Expression[]): EngineType => (args[0] === undefined ? STRING : typeOf(args[0]))

function numbering(type: EngineType): FunctionRecord {
  return {
    signatures: [signature([], type)],
    nulls: 'called',
    volatility: 'immutable',
    raises: [],
    settledBy: [],
    givesNull: false,
  }
}

function fromRow(signatures: readonly Signature[], raises: readonly string[] = []): FunctionRecord {
  return { signatures, nulls: 'called', volatility: 'immutable', raises, settledBy: [], givesNull: true }
}

/** The neighbour's value, its distance (1), and the default where there is no such row; value and default of one type. */
const neighbour = [
  signature(['element'], sameAsFirst),
  signature(['element', 'int32'], sameAsFirst),
  signature(['element', 'int32', 'element'], sameAsFirst),
]

/** Functions that need OVER. */
export const WINDOWS: Readonly<Record<WindowFunction, FunctionRecord>> = {
  row_number: numbering(INT64),
  rank: numbering(INT64),
  dense_rank: numbering(INT64),
  percent_rank: numbering(FLOAT64),
  cume_dist: numbering(FLOAT64),
  ntile: {
    signatures: [signature(['int32'], INT32)],
    nulls: 'strict',
    volatility: 'immutable',
    raises: [INVALID_ARGUMENT_FOR_NTILE],
    settledBy: [0],
    givesNull: false,
  },
  lag: fromRow(neighbour),
  lead: fromRow(neighbour),
  first_value: fromRow([signature(['element'], sameAsFirst)]),
  last_value: fromRow([signature(['element'], sameAsFirst)]),
  nth_value: fromRow([signature(['element', 'int32'], sameAsFirst)], [INVALID_ARGUMENT_FOR_NTH_VALUE]),
}
