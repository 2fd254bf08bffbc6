import { engineConfigFromObject } from '#config'
import { createPushdown } from '#connectors/pushdown'
import { ValidationError } from '#core'
import { renderResidual } from '#dialects'
import { optimize } from '#optimizer'
import { type Catalog, isRefusal, type PlanNode, type TableColumn, type TableDescription } from '#plan'
import { bind, parseInDialect } from '#query'
import { type MadeCall, madeCalls } from './made-calls.ts'

/** A connection of a fixed catalog, and the tables it has. */
export interface FixedConnection {
  readonly name: string
  readonly sourceType: string
  readonly serverVersion: string
  readonly tables: ReadonlyMap<string, readonly TableColumn[]>
}

const CONFIG = engineConfigFromObject({ query: { max_limit: 100_000, default_limit: 100_000 } }).query
const NOW = '2024-06-15T12:30:15.250Z'

/** The functions a statement calls over tables of these connections, planned without asking a server; undefined where it is refused. */
export async function plannedCalls(
  sql: string,
  connections: readonly FixedConnection[],
  mode: 'auto' | 'off',
): Promise<readonly MadeCall[] | undefined> {
  try {
    const { request, locator } = await parseInDialect(sql, 'postgres')
    const signal = new AbortController().signal
    const catalog = fixedCatalog(connections)
    const bound = await bind(request, {
      catalog,
      locator,
      config: CONFIG,
      now: NOW,
      defaultConnectionId: null,
      parameters: {},
      signal,
    })
    const pushdown = createPushdown((id) => connections.find(({ name }) => name === id))
    const { plan } = optimize(bound.plan, { pushdown, mode, enabled: true })
    return isAnswered(plan) ? madeCalls(plan) : undefined
  } catch (error) {
    if (error instanceof ValidationError) return undefined
    throw error
  }
}

/** Whether the kernel can say what is left of the plan. */
function isAnswered(plan: PlanNode): boolean {
  return plan.kind === 'remote_query' || !isRefusal(renderResidual(plan, () => 'rows'))
}

function fixedCatalog(connections: readonly FixedConnection[]): Catalog {
  return {
    async describe({ parts }) {
      const name = parts.at(-1) ?? ''
      const connection = connections.find(({ tables }) => tables.has(name))
      if (connection === undefined) throw new ValidationError('UNKNOWN_TABLE', `There is no table ${name}.`)
      return describedTable(name, connection)
    },
  }
}

function describedTable(name: string, connection: FixedConnection): TableDescription {
  const { sourceType, serverVersion, tables } = connection
  return {
    ref: { source: connection.name, connection: connection.name, sourceType, schema: null, table: name },
    columns: tables.get(name) ?? [],
    primaryKey: [],
    estimatedRows: null,
    serverVersion,
  }
}
