import type { JobsOptions, JobType } from 'bullmq'
import type { Member } from '../port.ts'

/** A job's data: the payload as JSON text, which every store gives back unchanged. */
export interface Envelope {
  readonly payload: string
}

/** The part of BullMQ's classes used here, the same on every store. */
export interface BullJob {
  readonly id?: string | undefined
  readonly data: Envelope
  readonly attemptsStarted: number
  moveToWait(token?: string): Promise<unknown>
}

export interface BullQueue {
  add(name: string, data: Envelope, options: JobsOptions): Promise<unknown>
  remove(jobId: string): Promise<unknown>
  setGlobalConcurrency(concurrency: number): Promise<unknown>
  getJobState(jobId: string): Promise<string>
  getJob(jobId: string): Promise<{ readonly returnvalue: string; readonly failedReason: string } | undefined>
  getJobCounts(...types: JobType[]): Promise<Readonly<Record<string, number>>>
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
  disconnect(): Promise<void>
}

export interface BullEvents {
  on(event: 'completed', listener: (args: { readonly jobId: string; readonly returnvalue: string }) => void): unknown
  on(event: 'failed', listener: (args: { readonly jobId: string; readonly failedReason: string }) => void): unknown
  on(event: 'removed', listener: (args: { readonly jobId: string }) => void): unknown
  run(): Promise<void>
  close(): Promise<void>
}

export interface BullWorker {
  on(event: 'locksRenewed', listener: (args: { readonly jobIds: string[] }) => void): unknown
  on(event: 'lockRenewalFailed', listener: (jobIds: string[]) => void): unknown
  run(): Promise<void>
  pause(doNotWaitActive: boolean): Promise<void>
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

export type Process = (job: BullJob, token: string | undefined) => Promise<string>

/** Who is alive, kept where the queues are and timed by that server's clock. */
export interface Presence {
  beat(member: Member): Promise<void>
  remove(member: Member): Promise<void>
  list(): Promise<readonly Member[]>
}

/** BullMQ on one kind of store. What is made here is not connected yet; its errors go to `onError`. */
export interface BullBackend {
  /** Scheme, host and port, for messages. */
  readonly where: string
  readonly presence: Presence
  queue(name: string): BullQueue
  events(name: string): BullEvents
  worker(name: string, process: Process, concurrency: number): BullWorker
  ping(): Promise<void>
  /** Ends every connection made here, also those that wait for the service to come back. */
  close(): Promise<void>
}

export type OnError = (error: Error) => void

/** How long a process may not be heard of before it counts as gone, in milliseconds. */
export const MEMBER_TTL_MS = 15_000

/** Events kept per queue: they only wake those who wait, who also read the job's state. */
export const EVENTS_KEPT = 2_000

/** Seconds a finished job stays readable. */
export const JOBS_KEPT_SECONDS = 300
