import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import pino from 'pino'
import type { LoggingConfig } from '#config'
import { AjnaError, ConfigurationError } from '#core'
import type { LogFields, Logger } from './port.ts'
import { redactFields, redactText } from './redact-text.ts'

export interface LoggerOptions {
  readonly logging: LoggingConfig
  readonly service: string
  readonly version: string
  /** The trace that is running now, to join log and trace. */
  readonly traceId: () => string | null
}

/** A logger and the way to flush it. */
export interface OpenLogger {
  readonly logger: Logger
  close(): void
}

/**
 * JSON lines on standard error, in a file, or both. Throws ConfigurationError when the file cannot be written.
 */
export function openLogger(options: LoggerOptions): OpenLogger {
  const { logging, service, version, traceId } = options
  const destinations = [
    ...(logging.logToConsole ? [pino.destination({ fd: 2, sync: true })] : []),
    ...(logging.logToFile ? [fileDestination(logging.logFilePath)] : []),
  ]
  const root = pino(
    {
      level: destinations.length === 0 ? 'silent' : logging.level,
      base: { service, version, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const id = traceId()
        return id === null ? {} : { trace_id: id }
      },
    },
    pino.multistream(destinations.map((stream) => ({ level: logging.level, stream }))),
  )
  return {
    logger: wrap(root),
    close: () => {
      for (const destination of destinations) destination.flushSync()
    },
  }
}

function wrap(target: pino.Logger): Logger {
  return {
    debug: (message, fields) => target.debug(redactFields(fields ?? {}), redactText(message)),
    info: (message, fields) => target.info(redactFields(fields ?? {}), redactText(message)),
    warn: (message, fields) => target.warn(redactFields(fields ?? {}), redactText(message)),
    error: (message, error, fields) =>
      target.error({ ...redactFields(fields ?? {}), error: errorFields(error) }, redactText(message)),
    child: (fields: LogFields) => wrap(target.child(redactFields(fields))),
  }
}

const MAX_CAUSES = 5

function errorFields(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: redactText(String(error)) }
  const code =
    error instanceof AjnaError ? error.code : 'code' in error && typeof error.code === 'string' ? error.code : null
  return {
    name: error.name,
    message: redactText(error.message),
    ...(code === null ? {} : { code }),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: errorFields(error.cause, depth + 1) }),
  }
}

function fileDestination(path: string): ReturnType<typeof pino.destination> {
  try {
    mkdirSync(dirname(path), { recursive: true })
    closeSync(openSync(path, 'a'))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new ConfigurationError(
      `The log file ${path} cannot be written${reason}: set \`log_file_path\` under \`logging\` to a place this user may write, or \`log_to_file: false\`.`,
    )
  }
  return pino.destination({ dest: path, sync: true })
}
