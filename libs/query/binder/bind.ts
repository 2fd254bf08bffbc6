import { ValidationError } from '#core'
import type { TableDescription } from '#plan'
import type { Locator } from '../locator.ts'
import { checkNesting } from '../nesting.ts'
import type { QueryRequest } from '../query-request.ts'
import { createBinding } from './binding.ts'
import type { BindContext, BoundQuery } from './context.ts'
import { limitProblems } from './limits.ts'
import { bindLimited, bindQuery } from './query.ts'
import { bindRowLimits } from './row-limits.ts'
import { tableKey, type WrittenTable, writtenTables } from './table-names.ts'

/**
 * Settles every name and type of a request: the typed logical plan of exactly PostgreSQL's meaning.
 * @throws ValidationError with code, SQLSTATE, position and excerpt of what is wrong; what the catalog throws
 */
export async function bind(request: QueryRequest, context: BindContext): Promise<BoundQuery> {
  checkNesting(request)
  refuseProblems(request, context)
  const tables = await describeTables(request, context)
  const parameters = { ...request.parameters, ...context.parameters }
  const binding = createBinding(context, parameters, tables, bindQuery)
  const written = bindRowLimits(binding, request)
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
  })
}

/** Asks the catalog for every table at once. */
async function describeTables(
  request: QueryRequest,
  context: BindContext,
): Promise<ReadonlyMap<string, TableDescription>> {
  const written = new Map(writtenTables(request).map((table) => [tableKey(table.name), table]))
  const connectionId = request.default_connection_id ?? context.defaultConnectionId
  const answers = await Promise.allSettled(
    [...written.values()].map(({ name }) => context.catalog.describe(name, connectionId, context.signal)),
  )
  const tables = new Map<string, TableDescription>()
  for (const [index, [key, table]] of [...written].entries()) {
    const answer = answers[index]
    if (answer?.status === 'fulfilled') tables.set(key, answer.value)
    else throw located(answer?.reason, context.locator, table)
  }
  return tables
}

/** The catalog does not know where a name was written. */
function located(error: unknown, locator: Locator, { node, item }: WrittenTable): unknown {
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
