export type { Locator } from './locator.ts'
export type { ExpressionNode, QueryRequest } from './query-request.ts'
