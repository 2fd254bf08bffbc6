import type { Binding } from './binding.ts'
import type { Ctes, Scope } from './scope.ts'

/** What a FROM is bound in: the names around the query it belongs to. */
export interface Surroundings {
  readonly binding: Binding
  readonly outer: Scope | null
  readonly ctes: Ctes
}
