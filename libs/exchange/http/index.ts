export { createHttpExchange, type HttpExchange, type HttpExchangeOptions } from './receiver.ts'
export { createHttpExchangeSender } from './sender.ts'
