import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  isSpanContextValid,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resources, tracing } from '@opentelemetry/sdk-node'
import type { TracingConfig } from '#config'
import type { Span, Tracer } from './port.ts'
import { redactText } from './redact-text.ts'

/** Where OTLP/HTTP collectors listen when nothing else is said. */
const DEFAULT_ENDPOINT = 'http://localhost:4318/v1/traces'

/** One export with its retries; also how long a shutdown waits for a collector that is down. */
const EXPORT_TIMEOUT_MS = 3000

export interface OpenTracer {
  readonly tracer: Tracer
  /** The trace running now, or null. */
  readonly traceId: () => string | null
  close(): Promise<void>
}

/**
 * Spans sent in batches over OTLP/HTTP; nothing global is registered, so that one process may hold several engines.
 * Loaded only when tracing is on.
 */
export function openTracer(config: TracingConfig, service: string, version: string): OpenTracer {
  const exporter = new OTLPTraceExporter({ url: config.endpoint ?? DEFAULT_ENDPOINT, timeoutMillis: EXPORT_TIMEOUT_MS })
  const provider = new tracing.BasicTracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': config.serviceName,
      'service.version': version,
      'service.instance.id': `${service}-${process.pid}`,
      'ajna.role': service,
    }),
    sampler: new tracing.ParentBasedSampler({ root: new tracing.TraceIdRatioBasedSampler(config.sampleRate) }),
    spanProcessors: [new tracing.BatchSpanProcessor(exporter, { scheduledDelayMillis: 1000 })],
  })
  const otel = provider.getTracer('ajna', version)
  const current = new AsyncLocalStorage<Context>()

  const span = async <T>(name: string, work: (span: Span) => Promise<T>, parent?: string | null): Promise<T> => {
    const context = contextOf(parent) ?? current.getStore() ?? ROOT_CONTEXT
    const started = otel.startSpan(name, {}, context)
    try {
      return await current.run(trace.setSpan(context, started), () => work(wrap(started)))
    } catch (error) {
      const message = error instanceof Error ? redactText(error.message) : 'failed'
      started.setStatus({ code: SpanStatusCode.ERROR, message })
      throw error
    } finally {
      started.end()
    }
  }
  return {
    tracer: { span },
    traceId: () => {
      const store = current.getStore()
      return store === undefined ? null : (trace.getSpanContext(store)?.traceId ?? null)
    },
    close: () => provider.shutdown(),
  }
}

function wrap(span: OtelSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return {
    set: (name, value) => {
      span.setAttribute(name, typeof value === 'string' ? redactText(value) : value)
    },
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
  }
}

/** W3C Trace Context, version 00 (and later ones, whose first four fields are the same). */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/

/** The remote parent that a traceparent names; null for none, or for one that is not valid. */
function contextOf(traceparent: string | null | undefined): Context | null {
  const match = TRACEPARENT.exec(traceparent ?? '')
  if (match === null) return null
  const [, traceId = '', spanId = '', flags = ''] = match
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : null
}
