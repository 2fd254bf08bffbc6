export { bind } from './bind.ts'
export type { BindContext, BoundQuery } from './context.ts'
export type { Validation } from './validate.ts'
export { validateQuery } from './validate.ts'
