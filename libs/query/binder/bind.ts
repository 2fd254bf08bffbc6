import { AjnaError, ValidationError } from '#core'
import type { TableDescription } from '#plan'
import type { Locator } from '../locator.ts'
import { checkNesting, checkSubqueries } from '../nesting.ts'
import type { QueryRequest } from '../query-request.ts'
import { createBinding } from './binding.ts'
import type { BindContext, BoundQuery } from './context.ts'
import { type Faults, failFast } from './faults.ts'
import { limitProblems } from './limits.ts'
import { bindLimited, bindQuery } from './query.ts'
import { bindRowLimits } from './row-limits.ts'
import { tableKey, type WrittenTable, writtenTables } from './table-names.ts'

/** The descriptions of the tables that a request names, by key. */
export type DescribedTables = ReadonlyMap<string, TableDescription>

/**
 * Settles every name and type of a request: the typed logical plan of exactly PostgreSQL's meaning.
 * @throws ValidationError with code, SQLSTATE, position and excerpt of what is wrong; what the catalog throws
 */
export async function bind(request: QueryRequest, context: BindContext): Promise<BoundQuery> {
  checkNesting(request)
  checkSubqueries(request)
  refuseProblems(request, context)
  const { tables, errors } = await describeTables(request, context)
  const [error] = errors
  if (error !== undefined) throw error
  return bindDescribed(request, context, tables, failFast)
}

/** Binds over tables that are described already; those that are not were a fault. */
export function bindDescribed(
  request: QueryRequest,
  context: BindContext,
  tables: DescribedTables,
  faults: Faults,
): BoundQuery {
  const parameters = { ...request.parameters, ...context.parameters }
  const binding = createBinding(context, parameters, tables, faults, bindQuery)
  const written = bindRowLimits(binding, request, null)
  const { defaultLimit } = context.config
  // One row more than the default proves that there were more.
  const limits = written.limit === null ? { ...written, limit: defaultLimit + 1 } : written
  const { plan, columns } = bindLimited(binding, request, null, new Map(), limits)
  return {
    plan,
    fields: columns.map(({ column: { name, type, nullable } }) => ({ name, type, nullable })),
    defaultLimit: written.limit === null ? defaultLimit : null,
    tables: [...new Set(tables.values())],
  }
}

function refuseProblems(request: QueryRequest, context: BindContext): void {
  const problems = limitProblems(request, context)
  const [first] = problems
  if (first === undefined) return
  throw new ValidationError(first.code, first.message, {
    problems,
    ...(first.position === undefined ? {} : { position: first.position }),
    ...(first.sql_state === undefined ? {} : { sqlState: first.sql_state }),
  })
}

/**
 * Asks the catalog for every table at once.
 * @throws what the catalog throws, but for errors that are a failure of one table
 */
export async function describeTables(
  request: QueryRequest,
  context: BindContext,
): Promise<{ readonly tables: DescribedTables; readonly errors: readonly AjnaError[] }> {
  const written = new Map(writtenTables(request).map((table) => [tableKey(table.name), table]))
  const connectionId = request.default_connection_id ?? context.defaultConnectionId
  const answers = await Promise.allSettled(
    [...written.values()].map(({ name }) => context.catalog.describe(name, connectionId, context.signal)),
  )
  const tables = new Map<string, TableDescription>()
  const errors: AjnaError[] = []
  for (const [index, [key, table]] of [...written].entries()) {
    const answer = answers[index]
    if (answer?.status === 'fulfilled') tables.set(key, answer.value)
    else if (answer?.reason instanceof AjnaError) errors.push(located(answer.reason, context.locator, table))
    else throw answer?.reason
  }
  return { tables, errors }
}

/** The catalog does not know where a name was written. */
function located(error: AjnaError, locator: Locator, { node, item }: WrittenTable): AjnaError {
  if (!(error instanceof ValidationError) || error.detail.position !== undefined) return error
  const position = locator.locate(node, item)
  const excerpt = locator.excerpt(node, item)
  return new ValidationError(error.code, error.message, {
    ...error.detail,
    ...(error.code === 'UNKNOWN_TABLE' ? { sqlState: '42P01' } : {}),
    ...(position === undefined ? {} : { position }),
    ...(excerpt === undefined ? {} : { excerpt }),
  })
}
