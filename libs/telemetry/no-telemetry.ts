import type { Logger, Metrics, Span, Telemetry, Tracer } from './port.ts'

const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silent,
}

const noSpan: Span = { set: () => {}, traceparent: null }

/** Runs the work and records nothing. */
export const noTracer: Tracer = { span: (_name, work) => work(noSpan) }

/** Measures nothing; a scrape is empty. */
export const noMetrics: Metrics = {
  queryFinished: () => {},
  fetchFinished: () => {},
  gauge: () => {},
  scrape: async () => '',
}

/** The default of every part that takes telemetry: says, traces and measures nothing. */
export const noTelemetry: Telemetry = { logger: silent, tracer: noTracer, metrics: noMetrics, close: async () => {} }
