export { createMemoryExchange } from './exchange.ts'
