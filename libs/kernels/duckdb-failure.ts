import { AjnaError, QueryError, ValidationError } from '#core'
import { computingError } from '#dialects/duckdb-errors'

/** The settings that a kernel's memory and disk come from. */
export interface MemoryLimits {
  readonly maxMemoryMb: number
  readonly maxSpillMb: number | null
}

/**
 * An error of DuckDB as one of ours, with PostgreSQL's words and SQLSTATE where it has them.
 * @param limits what is said of a kernel that ran out of memory or of disk
 */
export function kernelFailure(cause: unknown, limits: MemoryLimits): AjnaError {
  if (cause instanceof AjnaError) return cause
  const message = cause instanceof Error ? cause.message : ''
  const [firstLine = ''] = message.split('\n')
  const [, kind = '', text = firstLine] = /^([A-Za-z ]+?) Error: (.*)$/.exec(firstLine) ?? []
  if (kind === 'INTERRUPT') return new QueryError('CANCELED', 'The query was canceled.', { cause })
  if (firstLine.includes('failed to offload')) return outOfSpill(limits.maxSpillMb, cause)
  if (kind === 'Out of Memory') return outOfMemory(limits.maxMemoryMb, cause)
  if (/No space left/.test(firstLine)) return outOfDisk(cause)
  if (kind === 'Not implemented' && /correlated|subquery/.test(text)) return tooEntangled(cause)
  return dataError(kind, text, cause) ?? refused(firstLine, cause)
}

/** True for a number that the type it was computed in, or converted to, does not hold. */
export function isOutOfRange(cause: unknown): boolean {
  return cause instanceof Error && /^(Out of Range|Conversion) Error: /.test(cause.message)
}

function dataError(kind: string, text: string, cause: unknown): QueryError | undefined {
  const computed = computingError(text)
  if (computed !== undefined) {
    return new QueryError('DATA_ERROR', sentence(computed.message), { sqlState: computed.sqlState, cause })
  }
  if (kind === 'Out of Range')
    return new QueryError('DATA_ERROR', 'A value is out of range.', { sqlState: '22003', cause })
  if (kind === 'Conversion') {
    return new QueryError('DATA_ERROR', 'A value cannot be converted to the type asked for.', {
      sqlState: '22P02',
      cause,
    })
  }
  return undefined
}

function outOfMemory(maxMemoryMb: number, cause: unknown): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    `The query needs more memory than its share of max_memory_mb (${maxMemoryMb}); raise it, or read fewer rows or columns.`,
    { cause },
  )
}

/** The temp folder may hold no more: by `max_spill_mb`, else by what of the disk was free. */
function outOfSpill(maxSpillMb: number | null, cause: unknown): QueryError {
  if (maxSpillMb === null) return outOfDisk(cause)
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    `The query spills more than its share of max_spill_mb (${maxSpillMb}); raise it or max_memory_mb, or read fewer rows or columns.`,
    { cause },
  )
}

function outOfDisk(cause: unknown): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    'The disk of the temp folder is full, so the query cannot spill; free space on it, or raise max_memory_mb.',
    { cause },
  )
}

/** DuckDB cannot take every correlated subquery apart: those in and below outer joins, some of them. */
function tooEntangled(cause: unknown): ValidationError {
  return new ValidationError(
    'UNSUPPORTED',
    'This query refers to an outer query from within an outer join, in a way that cannot be computed here; rewrite the subquery as a join.',
    { sqlState: '0A000', cause },
  )
}

function tooDeep(cause: unknown): ValidationError {
  const message = 'The query is nested too deep for the engine; shorten its chains of operators and UNIONs.'
  return new ValidationError('LIMIT_EXCEEDED', message, { sqlState: '54001', cause })
}

/** The statement itself was refused, which is a fault of the planner; DuckDB's first line names no row's value then. */
function refused(firstLine: string, cause: unknown): QueryError | ValidationError {
  if (firstLine.includes('Max expression depth')) return tooDeep(cause)
  const isStatement = /^(Binder|Parser|Catalog|Permission|Not implemented) Error/.test(firstLine)
  const said = isStatement ? `: ${firstLine}` : '; the log of the process has the details'
  return new QueryError('INTERNAL', `The kernel could not run the planned statement${said}.`, { cause })
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
