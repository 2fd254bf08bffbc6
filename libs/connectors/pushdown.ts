import { type Dialect, duckdb, mysql, postgres, renderPart, renderPlan, renderTemplate, sqlite } from '#dialects'
import { isRefusal, type Pushdown, type Refusal } from '#plan'
import { sourceCosts } from './costs.ts'

/** What the planner knows of a connection: which language its server speaks. */
export interface ConnectionServer {
  /** `postgres`, `mysql`, `sqlite` or `file`. */
  readonly sourceType: string
  /** The server's product and version, as `describe` found it. */
  readonly serverVersion: string
}

/** What makes the dialect of a server of some version, by source type. */
const MAKERS: ReadonlyMap<string, (serverVersion: string) => Dialect> = new Map([
  ['postgres', postgres],
  ['mysql', mysql],
  ['sqlite', sqlite],
  ['file', duckdb],
])

/** By source type and version: every statement of every query asks for one. */
const dialects = new Map<string, Dialect>()

function dialectFor({ sourceType, serverVersion }: ConnectionServer): Dialect | undefined {
  const key = `${sourceType} ${serverVersion}`
  const dialect = dialects.get(key) ?? MAKERS.get(sourceType)?.(serverVersion)
  if (dialect !== undefined) dialects.set(key, dialect)
  return dialect
}

/** The planner's port to the sources: every answer comes from the connection's dialect. Never throws. */
export function createPushdown(connections: (id: string) => ConnectionServer | undefined): Pushdown {
  const dialectOf = (id: string): Dialect | Refusal => {
    const server = connections(id)
    const dialect = server === undefined ? undefined : dialectFor(server)
    return dialect ?? { refused: 'NODE_NOT_SUPPORTED', what: `work at connection ${id}, whose language is not known` }
  }

  return {
    render(connection, plan, prefilters) {
      const dialect = dialectOf(connection)
      return 'refused' in dialect ? dialect : renderPlan(dialect, plan, prefilters)
    },
    template(connection, plan, prefilters) {
      const dialect = dialectOf(connection)
      return 'refused' in dialect ? dialect : renderTemplate(dialect, plan, prefilters)
    },
    renderPart(connection, plan, prefilters, part) {
      const dialect = dialectOf(connection)
      return 'refused' in dialect ? dialect : renderPart(dialect, plan, prefilters, part)
    },
    conjunct(connection, input, predicate) {
      const dialect = dialectOf(connection)
      if ('refused' in dialect) return dialect
      const exact = renderPlan(dialect, { kind: 'filter', input, predicate })
      if (!isRefusal(exact)) return 'exact'
      return isRefusal(renderPlan(dialect, input, [predicate])) ? exact : 'superset'
    },
    costs(connection) {
      const server = connections(connection)
      return server === undefined ? undefined : sourceCosts(server.sourceType, server.serverVersion)
    },
  }
}
