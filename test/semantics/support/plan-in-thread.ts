import { parentPort, workerData } from 'node:worker_threads'
import { engineConfigFromObject } from '#config'
import { toFailure, ValidationError } from '#core'
import type { Catalog } from '#plan'
import { EnginePlanner } from '../../../libs/engine/query-planner.ts'

/** What a thread that plans is given. */
export interface Planned {
  readonly statements: readonly string[]
}

const { statements }: Planned = workerData
const AS_OF = '2024-06-15T12:30:15.250Z'
const LIMITS = { max_filter_conditions: 1_000_000, max_join_tables: 1000 }
const catalog: Catalog = {
  async describe() {
    throw new ValidationError('UNKNOWN_TABLE', 'There are no tables.')
  },
}
const planner = new EnginePlanner(catalog, engineConfigFromObject({ query: LIMITS }).query)

async function outcomeOf(sql: string): Promise<string> {
  const statement = { sql, query: null, parameters: {}, default_connection_id: null, pushdown: 'auto' } as const
  try {
    await planner.plan(statement, AS_OF, new AbortController().signal)
    return 'planned'
  } catch (error) {
    return toFailure(error).code
  }
}

const outcomes: string[] = []
for (const sql of statements) outcomes.push(await outcomeOf(sql))
parentPort?.postMessage(outcomes)
