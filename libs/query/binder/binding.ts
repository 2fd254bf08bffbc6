import type { EngineType } from '#arrow'
import { type FailureCode, type Position, ValidationError } from '#core'
import type { OutputColumn, PlanNode, SortKey, TableDescription } from '#plan'
import type { Locator } from '../locator.ts'
import type { ParameterValue, QueryRequest } from '../query-request.ts'
import type { BindContext } from './context.ts'
import { type Faults, Noted } from './faults.ts'
import { nodesOf } from './request-nodes.ts'
import type { BoundTable, Ctes, Scope } from './scope.ts'
import { tableKey, type WrittenTable } from './table-names.ts'

/** What the parts of one binding share. */
export interface Binding {
  readonly context: BindContext
  readonly faults: Faults
  readonly parameters: Readonly<Record<string, ParameterValue>>
  /** A column under an id nobody has yet. */
  newColumn(name: string, type: EngineType, nullable: boolean): OutputColumn
  /** A name for a With that no other With of the plan has. */
  newCteName(name: string): string
  /** The description of a table named in FROM. */
  table(written: WrittenTable): TableDescription
  /** What the rows of references to WITH tables are sorted by. */
  readonly orders: WeakMap<PlanNode, readonly SortKey[]>
  /** Remembers that an object (a rewritten node, a bound expression) stands for what `from` says, and returns it. */
  derived<T extends object>(made: T, from: object, item?: number | string): T
  /** The error for what was written at `place`. */
  error(code: FailureCode, message: string, sqlState: string, place: object): ValidationError
  /** The error for the expression written at `place`, told where its text begins: `a` of `a + b`, and not `+`. */
  errorAtStart(code: FailureCode, message: string, sqlState: string, place: object): ValidationError
  /** Binds a query inside this one; `outer` are the names it may see beside its own. */
  query(request: QueryRequest, outer: Scope | null, ctes: Ctes): BoundTable
}

interface Place {
  readonly node: object
  readonly item: number | string | undefined
}

/** The shared state of one binding. */
export function createBinding(
  context: BindContext,
  parameters: Readonly<Record<string, ParameterValue>>,
  tables: ReadonlyMap<string, TableDescription>,
  faults: Faults,
  query: (binding: Binding, request: QueryRequest, outer: Scope | null, ctes: Ctes) => BoundTable,
): Binding {
  const places = new WeakMap<object, Place>()
  const cteNames = new Set<string>()
  let columns = 0
  const binding: Binding = {
    context,
    faults,
    parameters,
    orders: new WeakMap(),
    newColumn: (name, type, nullable) => ({ id: `c${columns++}`, name, type, nullable }),
    newCteName: (name) => {
      let unique = name
      for (let copy = 2; cteNames.has(unique); copy++) unique = `${name}_${copy}`
      cteNames.add(unique)
      return unique
    },
    table: (written) => {
      const description = tables.get(tableKey(written.name))
      // The fault was noted when the catalog was asked.
      if (description === undefined) throw new Noted()
      return description
    },
    derived: (made, from, item) => {
      if (made !== from && !places.has(made)) places.set(made, { node: from, item })
      return made
    },
    error: (code, message, sqlState, place) => errorAt(context, placesFrom(places, place), code, message, sqlState),
    errorAtStart: (code, message, sqlState, place) => {
      const chain = placesFrom(places, place).map((it) => startOf(context.locator, it))
      return errorAt(context, chain, code, message, sqlState)
    },
    query: (request, outer, ctes) => query(binding, request, outer, ctes),
  }
  return binding
}

/** The object itself and, one after the other, what it was made from. */
function placesFrom(places: WeakMap<object, Place>, start: object): readonly Place[] {
  const chain: Place[] = []
  for (
    let place: Place | undefined = { node: start, item: undefined };
    place !== undefined;
    place = places.get(place.node)
  ) {
    chain.push(place)
  }
  return chain
}

/** Of a place and all that stands in it, what the SQL holds first; the place itself in JSON. */
function startOf(locator: Locator, place: Place): Place {
  if (place.item !== undefined) return place
  const places = nodesOf(place.node).map((node): Place => ({ node, item: undefined }))
  return places.reduce((first, other) => {
    const [a, b] = [first, other].map(({ node }) => locator.locate(node))
    if (b?.line === undefined) return first
    return a?.line === undefined || before(b, a) ? other : first
  }, place)
}

function before(a: Position, b: Position): boolean {
  const lines = (a.line ?? 0) - (b.line ?? 0)
  return lines < 0 || (lines === 0 && (a.column ?? 0) < (b.column ?? 0))
}

function errorAt(
  { locator }: BindContext,
  chain: readonly Place[],
  code: FailureCode,
  message: string,
  sqlState: string,
): ValidationError {
  const place = chain.find(({ node, item }) => locator.locate(node, item) !== undefined)
  const position = place === undefined ? undefined : locator.locate(place.node, place.item)
  const excerpt = place === undefined ? undefined : locator.excerpt(place.node, place.item)
  return new ValidationError(code, message, {
    sqlState,
    ...(position === undefined ? {} : { position }),
    ...(excerpt === undefined ? {} : { excerpt }),
  })
}
