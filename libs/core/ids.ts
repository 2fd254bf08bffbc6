import { randomBytes } from 'node:crypto'

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Names one submitted query: `q_` and 32 hex digits. */
export type QueryId = Branded<'QueryId'>
/** Names what a query gets from its sources: `f0`, `f1`, ... the fragments of its plan, `s0`, `s1`, ... the snapshots. */
export type FragmentId = Branded<'FragmentId'>
/** Names one task on the fetch queue: `<query>.<run>.<fragment>.<split>`, or `<purpose>.<random>`. */
export type TaskId = Branded<'TaskId'>

/** Where work belongs: one attempt of one split of one fragment. Attempts count from 1. */
export interface AttemptRef {
  readonly query_id: QueryId
  readonly fragment_id: FragmentId
  readonly split: number
  readonly attempt: number
}

/** A fresh, unguessable query id. */
export function newQueryId(): QueryId {
  return `q_${randomBytes(16).toString('hex')}` as QueryId
}

const QUERY_ID = /^q_[0-9a-f]{32}$/

/** The text as a query id, or undefined when it does not have the form of one. */
export function parseQueryId(text: string): QueryId | undefined {
  return QUERY_ID.test(text) ? (text as QueryId) : undefined
}

/** The id of the n-th fragment of a plan. */
export function fragmentId(index: number): FragmentId {
  return `f${index}` as FragmentId
}

/** The id of the n-th snapshot that fragments of a plan share. */
export function snapshotId(index: number): FragmentId {
  return `s${index}` as FragmentId
}

/** The task that fetches one split of one fragment, or holds a snapshot; `run` tells the query's runs apart. */
export function fetchTaskId(query: QueryId, run: string, fragment: FragmentId, split: number): TaskId {
  return `${query}.${run}.${fragment}.${split}` as TaskId
}

/** A task that belongs to no query, such as a describe. */
export function auxiliaryTaskId(purpose: string): TaskId {
  return `${purpose}.${randomBytes(12).toString('hex')}` as TaskId
}
