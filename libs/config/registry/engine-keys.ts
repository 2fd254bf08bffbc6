import type { LogLevel } from '../engine-config.ts'
import {
  booleanOr,
  choiceOr,
  integerOr,
  numberOr,
  optionalInteger,
  optionalUrl,
  pathOr,
  requiredText,
  requiredUrl,
  textOr,
} from './key.ts'

const AT_LEAST_ONE = { minimum: 1 }
const ZERO_OR_MORE = { minimum: 0 }
const PERCENT = { minimum: 0, maximum: 100 }

/** `query:` limits on what one query may ask for. */
export const queryKeys = {
  max_join_tables: integerOr(10, AT_LEAST_ONE, {
    doc: 'Most tables in one FROM; a subquery counts as one, and has its own FROM.',
  }),
  max_filter_conditions: integerOr(100, AT_LEAST_ONE, {
    doc: 'Most conditions in WHERE, HAVING and QUALIFY of a query and its subqueries; an IN list is one.',
  }),
  max_group_by_columns: integerOr(20, AT_LEAST_ONE, {
    doc: 'Most columns in one GROUP BY, those of ROLLUP, CUBE and GROUPING SETS one by one.',
  }),
  default_limit: integerOr(1000, AT_LEAST_ONE, {
    doc: 'Rows returned when the outermost SELECT has no LIMIT; the answer says `truncated` when there were more.',
  }),
  max_limit: integerOr(1_000_000, AT_LEAST_ONE, { doc: 'Largest LIMIT that a query or subquery may ask for.' }),
  query_timeout_seconds: integerOr(300, AT_LEAST_ONE, {
    doc: 'A query is canceled, at its sources too, when it runs longer.',
  }),
  enable_window_functions: booleanOr(true, { doc: 'Allow window functions (OVER).' }),
  enable_complex_aggregations: booleanOr(true, {
    doc: 'Allow aggregates beyond COUNT, SUM, AVG, MIN and MAX; DISTINCT, FILTER, ORDER BY and WITHIN GROUP in them; ROLLUP, CUBE and GROUPING SETS.',
  }),
  enable_subqueries: booleanOr(true, { doc: 'Allow subqueries in expressions and in FROM.' }),
  enable_cte: booleanOr(true, { doc: 'Allow WITH.' }),
  split_rows: integerOr(500_000, ZERO_OR_MORE, {
    doc: 'Rows that each part of a table scan has at least when several fetches read it, those counted as a quarter that conditions keep back; 0 splits every scan that can be.',
  }),
  max_splits: integerOr(
    4,
    { minimum: 1, maximum: 64 },
    { doc: 'Most fetches that read one table scan; 1 for none but one.' },
  ),
  enable_query_optimization: booleanOr(true, {
    doc: 'Rewrite queries: constants folded, filters moved to the tables they concern, joins reordered. Off, a query runs as it is written.',
  }),
}

/** `performance:` what one process may use. */
export const performanceKeys = {
  max_memory_mb: integerOr(
    4096,
    { minimum: 64 },
    { doc: 'Memory that all running queries of one process share; beyond it they spill to disk.' },
  ),
  max_spill_mb: optionalInteger(AT_LEAST_ONE, {
    doc: 'Disk that all running queries of one process share for what does not fit their memory; absent, 90 % of what is free. A query that needs more fails.',
  }),
  memory_warning_threshold_percent: numberOr(85, PERCENT, {
    doc: 'Share of `max_memory_mb` above which /v1/health reports `memory` as down and a warning is logged.',
  }),
  max_cpu_percent: numberOr(80, PERCENT, {
    doc: 'Share of the processors of the machine that computing one query may use, rounded up to whole ones.',
  }),
  enable_parallel_execution: booleanOr(true, { doc: 'Use several threads for one query.' }),
  max_parallel_workers: integerOr(
    4,
    { minimum: 1, maximum: 1024 },
    { doc: 'Threads that all running queries of one process share.' },
  ),
  exchange_compression: choiceOr('none' as const, ['none', 'zstd'], { none: 'none', zstd: 'zstd' } as const, {
    doc: 'How workers send rows to coordinators: `zstd` for a slow network between them.',
  }),
  slow_query_warning_seconds: numberOr(1, ZERO_OR_MORE, { doc: 'A query that runs longer is logged as slow.' }),
  slow_query_critical_seconds: numberOr(5, ZERO_OR_MORE, { doc: 'A query that runs longer is logged as very slow.' }),
}

/** `cache:` answers kept for the same question. */
export const cacheKeys = {
  enabled: booleanOr(true, { doc: 'Keep answers for queries that accept one of a certain age.' }),
  size: integerOr(1000, ZERO_OR_MORE, { doc: 'Most answers kept.' }),
  ttl_seconds: integerOr(3600, ZERO_OR_MORE, { doc: 'Longest time that an answer is kept.' }),
  eviction_policy: choiceOr('lru' as const, ['lru', 'lfu', 'fifo'], { lru: 'lru', lfu: 'lfu', fifo: 'fifo' } as const, {
    doc: 'Which answer goes first when the cache is full: least recently used, least often used, oldest.',
  }),
  warning_hit_rate_percent: numberOr(10, PERCENT, { doc: 'Share of hits below which a warning is logged.' }),
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  warn: 'warn',
  error: 'error',
  critical: 'error',
}

/** `logging:` JSON lines about what the process does. */
export const loggingKeys = {
  level: choiceOr<LogLevel, LogLevel>('info', ['DEBUG', 'INFO', 'WARNING', 'ERROR'], LEVELS, {
    doc: 'Least severe level that is logged, in upper or lower case.',
    aliases: ['log_level'],
  }),
  enable_query_logging: booleanOr(true, { doc: 'Log each query: its id, name, state, time and rows.' }),
  enable_performance_metrics: booleanOr(true, { doc: 'Measure queries and fetches, and answer /metrics.' }),
  log_to_console: booleanOr(true, { doc: 'Write the log to standard error.' }),
  log_to_file: booleanOr(false, { doc: 'Write the log to `log_file_path`.' }),
  log_file_path: pathOr('/var/log/ajna/engine.log', { doc: 'The log file; its folder is made when missing.' }),
}

/** `health:` what /v1/health looks at. */
export const healthKeys = {
  check_interval_seconds: integerOr(30, AT_LEAST_ONE, { doc: 'Time between two checks.' }),
  enable_dependency_checks: booleanOr(true, { doc: 'Check the queue, the result store and the workers.' }),
  enable_resource_checks: booleanOr(true, { doc: 'Check memory, processors and disk.' }),
  enable_functional_checks: booleanOr(true, { doc: 'Run a small query of constants.' }),
}

/** `tracing:` OpenTelemetry spans. */
export const tracingKeys = {
  enabled: booleanOr(false, { doc: 'Send spans over OTLP/HTTP.' }),
  endpoint: optionalUrl({ doc: 'Where to send them; absent, `http://localhost:4318/v1/traces`.' }),
  service_name: textOr('ajna-analytical-engine', { doc: 'Name of the service in the spans.' }),
  sample_rate: numberOr(1, { minimum: 0, maximum: 1 }, { doc: 'Share of the traces that is recorded.' }),
}

/** `backend_api:` the service that resolves connection ids. */
export const backendApiKeys = {
  endpoint: requiredUrl({ doc: 'Base URL of the connection service.' }),
  token: requiredText({ doc: 'Bearer token for it.', secret: true }),
  cache_ttl: integerOr(300, ZERO_OR_MORE, { doc: 'Seconds for which a resolved connection is kept.' }),
  timeout: integerOr(30, AT_LEAST_ONE, { doc: 'Seconds that one call may take.' }),
  retry_attempts: integerOr(3, ZERO_OR_MORE, { doc: 'Times a failed call is repeated.' }),
}
