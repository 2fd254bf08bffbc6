import type { Failure } from '#core'

const MARK = 'ajna_failure'

/** What BullMQ writes when a job's processes died more often than it allows (moveStalledJobsToWait-9.lua). */
const STALLED = 'job stalled more than allowable limit'

/** A failure as the text that BullMQ keeps as a job's failed reason. */
export function failureToText(failure: Failure): string {
  return JSON.stringify({ [MARK]: failure })
}

/** The failure of a job's failed reason. Only text written by `failureToText` is taken at its word. */
export function failureFromText(reason: string | undefined, jobId: string): Failure {
  if (reason === STALLED) {
    return {
      code: 'WORKER_LOST',
      message: `Every process that took job ${jobId} ended before the job did; look for why they end.`,
      retryable: true,
    }
  }
  return (
    writtenFailure(reason) ?? {
      code: 'QUEUE_UNAVAILABLE',
      message: `The queue could not store how job ${jobId} ended.`,
      retryable: true,
    }
  )
}

function writtenFailure(reason: string | undefined): Failure | undefined {
  const envelope = parsed(reason ?? '')
  if (typeof envelope !== 'object' || envelope === null || !(MARK in envelope)) return undefined
  const failure = envelope[MARK]
  return isFailure(failure) ? failure : undefined
}

function parsed(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isFailure(value: unknown): value is Failure {
  if (typeof value !== 'object' || value === null) return false
  if (!('code' in value && 'message' in value && 'retryable' in value)) return false
  return typeof value.code === 'string' && typeof value.message === 'string' && typeof value.retryable === 'boolean'
}
