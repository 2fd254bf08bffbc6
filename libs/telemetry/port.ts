/** Fields of one log line; never a secret, a credential or a row's value. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  /** `error` may be any thrown value; its stack goes to the log only, secrets redacted. */
  error(message: string, error: unknown, fields?: LogFields): void
  child(fields: LogFields): Logger
}

/** One timed piece of work of a trace. */
export interface Span {
  set(name: string, value: string | number | boolean): void
  /** W3C traceparent of this span, to hand to another process or thread; null when tracing is off. */
  readonly traceparent: string | null
}

export interface Tracer {
  /** Runs `work` in a span, child of the current one or of `parent` (a traceparent). A throw marks it failed. */
  span<T>(name: string, work: (span: Span) => Promise<T>, parent?: string | null): Promise<T>
}

/** The product's measurements; names and units are documented in `metrics.ts`. */
export interface Metrics {
  queryFinished(state: string, seconds: number, rows: number): void
  fetchFinished(
    source: string,
    outcome: 'completed' | 'failed' | 'retried',
    seconds: number,
    rows: number,
    bytes: number,
  ): void
  /** Registers a value that is read at each scrape. */
  gauge(name: string, help: string, read: () => number): void
  /** Prometheus text format, version 0.0.4. */
  scrape(): Promise<string>
}

export interface Telemetry {
  readonly logger: Logger
  readonly tracer: Tracer
  readonly metrics: Metrics
  /** Flushes logs and spans. */
  close(): Promise<void>
}
