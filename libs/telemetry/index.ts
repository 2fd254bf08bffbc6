export type { LogFields, Logger, Metrics, Span, Telemetry, Tracer } from './port.ts'
