export { createHttpExchange, type HttpExchange, type HttpExchangeOptions } from './receiver.ts'
export { createHttpExchangeSender, type ExchangeCompression } from './sender.ts'
