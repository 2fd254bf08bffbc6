import type { LoggingConfig, TracingConfig } from '#config'
import { openLogger } from './logger.ts'
import { noMetrics, noTracer } from './no-telemetry.ts'
import type { Metrics, Telemetry } from './port.ts'
import type { OpenTracer } from './tracer.ts'

export interface TelemetryOptions {
  readonly logging: LoggingConfig
  readonly tracing: TracingConfig
  /** The role of the process: coordinator, worker, ... */
  readonly service: string
  readonly version: string
}

/**
 * Logs, traces and metrics as configured. What is off is not even loaded.
 * Throws ConfigurationError when the log file cannot be written.
 */
export async function createTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { logging, service, version } = options
  const traces = await openTraces(options)
  const { logger, close } = openLogger({ logging, service, version, traceId: traces.traceId })
  return {
    logger,
    tracer: traces.tracer,
    metrics: await measurements(options),
    close: async () => {
      // A collector that is down must not fail the shutdown of a process that has done its work.
      await traces.close().catch((error: unknown) => logger.error('the last spans could not be sent', error))
      close()
    },
  }
}

async function openTraces({ tracing, service, version }: TelemetryOptions): Promise<OpenTracer> {
  if (!tracing.enabled) return { tracer: noTracer, traceId: () => null, close: async () => {} }
  const { openTracer } = await import('./tracer.ts')
  return openTracer(tracing, service, version)
}

async function measurements({ logging, service }: TelemetryOptions): Promise<Metrics> {
  if (!logging.enablePerformanceMetrics) return noMetrics
  const { openMetrics } = await import('./metrics.ts')
  return openMetrics(service)
}
