import type { MessagePort } from 'node:worker_threads'
import type { Field } from '#arrow'
import type { Failure } from '#core'
import type { InstanceLimits } from './duckdb-instance.ts'
import type { Ending } from './ending.ts'
import type { KernelQuery, KernelStatistics, RowShare } from './port.ts'

/** What starts a kernel: the Piscina task. It ends when the kernel is closed. */
export interface KernelTask {
  readonly port: MessagePort
  /** Told when the thread may be ended. */
  readonly ending: Ending
  readonly limits: InstanceLimits
  /** Rows that are thought to land. */
  readonly expectedRows: number
  /** Named in the error of a kernel that runs out of memory. */
  readonly maxMemoryMb: number
  /** Named in the error of a kernel that must not spill more. */
  readonly maxSpillMb: number | null
  /** An instance for queries, or one that may write a file into its own folder. */
  readonly purpose: 'query' | 'export'
}

/** What a kernel is asked to do; answered in the order asked. */
export type KernelCommand =
  | {
      readonly kind: 'createTable'
      readonly table: string
      readonly fields: readonly Field[]
      readonly share: RowShare | null
    }
  | { readonly kind: 'land'; readonly table: string; readonly ipc: Uint8Array<ArrayBuffer> }
  | {
      readonly kind: 'createUnionView'
      readonly view: string
      readonly tables: readonly string[]
      readonly fields: readonly Field[]
    }
  | { readonly kind: 'dropTable'; readonly table: string }
  | { readonly kind: 'collect'; readonly query: KernelQuery }
  | { readonly kind: 'run'; readonly stream: number; readonly query: KernelQuery }
  | { readonly kind: 'next'; readonly stream: number }
  | { readonly kind: 'endStream'; readonly stream: number }
  | { readonly kind: 'exportParquet'; readonly table: string; readonly file: string }

/**
 * To the kernel. All but commands are obeyed at once, whatever waits before them. `leave` is followed by nothing: the
 * process ends.
 */
export type ToKernel =
  | { readonly kind: 'command'; readonly id: number; readonly command: KernelCommand }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'close' }
  | { readonly kind: 'leave' }

/** What a command gives: a batch for `next` (null at the end of the stream), its batch back for `land`, else nothing. */
export type KernelAnswer = Uint8Array<ArrayBuffer> | null

/** From the kernel. */
export type FromKernel =
  /** With the folder that this kernel spills into, once it does. */
  | { readonly kind: 'ready'; readonly folder: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: KernelAnswer }
  /** `log` is what DuckDB said, where that is not for the user; for the log. */
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure; readonly log: string | null }
  /** How much of the running statement is done, 0 to 1. */
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'closed'; readonly statistics: KernelStatistics }
