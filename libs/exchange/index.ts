export type { AttemptSink, AttemptStream, ExchangeReceiver, ExchangeSender, Landing } from './port.ts'
