import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import type { Metrics } from './port.ts'

/** Seconds: from a cached answer to a query that runs for an hour. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600]

/** Reads only when asked, by a scrape. */
class ScrapeReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/**
 * Measurements on a provider of their own:
 *
 * - `ajna_queries_total{state}` queries that ended
 * - `ajna_query_duration_seconds{state}` from submission to the end (histogram)
 * - `ajna_query_rows_total{state}` rows of their results
 * - `ajna_fetches_total{source,outcome}` attempts to fetch from a source
 * - `ajna_fetch_duration_seconds{source,outcome}` how long they took (histogram)
 * - `ajna_fetch_rows_total{source}`, `ajna_fetch_bytes_total{source}` what they brought
 *
 * Gauges are registered by their owners.
 */
export function openMetrics(service: string): Metrics {
  const reader = new ScrapeReader()
  const provider = new MeterProvider({ readers: [reader] })
  const meter = provider.getMeter('ajna')
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true)
  const duration = { advice: { explicitBucketBoundaries: DURATION_BUCKETS } }
  const queries = meter.createCounter('ajna_queries_total', { description: 'Queries that ended, by state.' })
  const querySeconds = meter.createHistogram('ajna_query_duration_seconds', {
    description: 'Time from submission to the end of a query.',
    ...duration,
  })
  const queryRows = meter.createCounter('ajna_query_rows_total', { description: 'Rows of query results.' })
  const fetches = meter.createCounter('ajna_fetches_total', { description: 'Fetch attempts, by source and outcome.' })
  const fetchSeconds = meter.createHistogram('ajna_fetch_duration_seconds', {
    description: 'Time of a fetch attempt.',
    ...duration,
  })
  const fetchRows = meter.createCounter('ajna_fetch_rows_total', { description: 'Rows fetched, by source.' })
  const fetchBytes = meter.createCounter('ajna_fetch_bytes_total', { description: 'Arrow bytes fetched, by source.' })
  meter
    .createObservableGauge('ajna_process_resident_memory_bytes', { description: 'Resident memory of the process.' })
    .addCallback((result) => result.observe(process.memoryUsage.rss(), { service }))

  return {
    queryFinished: (state, seconds, rows) => {
      queries.add(1, { state })
      querySeconds.record(seconds, { state })
      queryRows.add(rows, { state })
    },
    fetchFinished: (source, outcome, seconds, rows, bytes) => {
      fetches.add(1, { source, outcome })
      fetchSeconds.record(seconds, { source, outcome })
      fetchRows.add(rows, { source })
      fetchBytes.add(bytes, { source })
    },
    gauge: (name, help, read) => {
      meter.createObservableGauge(name, { description: help }).addCallback((result) => result.observe(read()))
    },
    scrape: async () => serializer.serialize((await reader.collect()).resourceMetrics),
  }
}
