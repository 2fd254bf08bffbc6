import { type EngineType, FLOAT64, UUID } from '#arrow'
import type { VolatileFunction } from '../function-names.ts'
import { type FunctionRecord, signature } from './record.ts'

function drawn(type: EngineType): FunctionRecord {
  return {
    signatures: [signature([], type)],
    nulls: 'called',
    volatility: 'volatile',
    raises: [],
    settledBy: [],
    givesNull: false,
  }
}

/** Functions that give another value at every call. */
export const VOLATILES: Readonly<Record<VolatileFunction, FunctionRecord>> = {
  /** At least 0 and below 1. */
  random: drawn(FLOAT64),
  /** A UUID of version 4. */
  gen_random_uuid: drawn(UUID),
}
