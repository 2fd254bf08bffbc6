import { requireUsable, type SourceConfig } from '#config'
import { auxiliaryTaskId, didYouMean, throwIfAborted, ValidationError } from '#core'
import type { Catalog, TableDescription, TableName, TableRef } from '#plan'
import type { TaskDispatcher } from './task-dispatcher.ts'

export interface SourceCatalogOptions {
  readonly sources: Readonly<Record<string, SourceConfig>>
  readonly tasks: TaskDispatcher
  /** Names the connection of a source; equal for sources on the same server, database and user. */
  readonly connectionOf: (source: SourceConfig) => string
  /** Milliseconds a description is believed. */
  readonly ttlMs: number
  readonly timeoutMs: number
}

interface CachedDescription {
  readonly description: Promise<TableDescription | null>
  readonly expires: number
}

/** What the coordinator knows of the tables: asked of a worker by describe tasks, remembered for a while. */
export class SourceCatalog implements Catalog {
  readonly #options: SourceCatalogOptions
  readonly #cache = new Map<string, CachedDescription>()
  readonly #versions = new Map<string, string>()

  constructor(options: SourceCatalogOptions) {
    this.#options = options
  }

  async describe(name: TableName, defaultConnectionId: string | null, signal: AbortSignal): Promise<TableDescription> {
    const { source, ref } = this.#resolve(name, defaultConnectionId)
    throwIfAborted(signal)
    const description = await this.#describe(source, ref)
    if (description === null) throw await this.#missing(source, ref)
    this.#versions.set(description.ref.connection, description.serverVersion)
    return description
  }

  /** The type and server version of a connection that has been described. */
  connection(
    id: string,
  ): { readonly sourceType: string; readonly serverVersion: string; readonly source: string } | undefined {
    const source = Object.values(this.#options.sources).find((config) => this.#options.connectionOf(config) === id)
    if (source === undefined) return undefined
    return { source: source.name, sourceType: source.type, serverVersion: this.#versions.get(id) ?? '' }
  }

  /** The names of all tables of a source. @throws AjnaError of the source */
  async tables(source: string, signal: AbortSignal): Promise<readonly string[]> {
    const config = this.#source(source)
    const deadline = Date.now() + this.#options.timeoutMs
    const result = await this.#options.tasks.run(
      { kind: 'tables', task_id: auxiliaryTaskId('tables'), source: config.name, deadline },
      signal,
    )
    return result.kind === 'tables' ? result.tables : []
  }

  /** A round trip to a source: its product and version, and how long it took. @throws AjnaError of the source */
  async test(source: string, signal: AbortSignal): Promise<{ readonly server: string; readonly elapsed_ms: number }> {
    const config = this.#source(source)
    const deadline = Date.now() + this.#options.timeoutMs
    const result = await this.#options.tasks.run(
      { kind: 'test', task_id: auxiliaryTaskId('test'), source: config.name, deadline },
      signal,
    )
    return result.kind === 'test' ? result : { server: '', elapsed_ms: 0 }
  }

  #resolve(name: TableName, defaultConnectionId: string | null): { source: SourceConfig; ref: TableRef } {
    const [first = '', ...rest] = name.connectionId === null ? name.parts : [name.connectionId, ...name.parts]
    const { sources } = this.#options
    const named = sources[first]
    if (named !== undefined) return this.#tableOf(named, rest)
    const fallback = defaultConnectionId === null ? undefined : sources[defaultConnectionId]
    if (fallback !== undefined) return this.#tableOf(fallback, [first, ...rest])
    throw new ValidationError(
      'UNKNOWN_TABLE',
      `There is no table or source "${name.parts.join('.')}".${didYouMean(first, Object.keys(sources))}`,
      { sqlState: '42P01' },
    )
  }

  #tableOf(source: SourceConfig, rest: readonly string[]): { source: SourceConfig; ref: TableRef } {
    requireUsable(source)
    const schema = rest.length === 2 ? (rest[0] ?? null) : source.schema
    const table = rest.at(-1) ?? source.table ?? source.name
    const connection = this.#options.connectionOf(source)
    return { source, ref: { source: source.name, connection, sourceType: source.type, schema, table } }
  }

  #source(name: string): SourceConfig {
    const source = this.#options.sources[name]
    if (source === undefined) {
      const near = didYouMean(name, Object.keys(this.#options.sources))
      throw new ValidationError('NOT_FOUND', `There is no source "${name}".${near}`)
    }
    requireUsable(source)
    return source
  }

  #describe(source: SourceConfig, ref: TableRef): Promise<TableDescription | null> {
    const key = JSON.stringify([ref.source, ref.schema, ref.table])
    const cached = this.#cache.get(key)
    if (cached !== undefined && cached.expires > Date.now()) return cached.description
    const description = this.#ask(source, ref)
    this.#cache.set(key, { description, expires: Date.now() + this.#options.ttlMs })
    // Only what a source said is kept: a failure, or a table that may yet be made, is asked for again.
    description.then(
      (found) => found ?? this.#cache.delete(key),
      () => this.#cache.delete(key),
    )
    return description
  }

  /** Shared by all queries that wait for the same table, so no single query's cancel ends it. */
  async #ask(source: SourceConfig, ref: TableRef): Promise<TableDescription | null> {
    const deadline = Date.now() + this.#options.timeoutMs
    const result = await this.#options.tasks.run(
      { kind: 'describe', task_id: auxiliaryTaskId('describe'), source: source.name, table: ref, deadline },
      AbortSignal.timeout(this.#options.timeoutMs + 1000),
    )
    return result.kind === 'describe' ? result.description : null
  }

  async #missing(source: SourceConfig, ref: TableRef): Promise<ValidationError> {
    const tables = await this.tables(source.name, AbortSignal.timeout(this.#options.timeoutMs))
    const wanted = ref.schema === null ? ref.table : `${ref.schema}.${ref.table}`
    return new ValidationError(
      'UNKNOWN_TABLE',
      `Source "${source.name}" has no table "${wanted}".${didYouMean(wanted, tables)}`,
      { source: source.name, sqlState: '42P01' },
    )
  }
}
