import type { Field } from '#arrow'
import type { AttemptRef, FragmentId } from '#core'
import type { Kernel, RowShare } from '#kernels'
import type { Fragment } from '#plan'
import { type AttemptStore, CommitLedger } from './fragment-landing.ts'

/** A kernel in which rows of a fragment land: all of them, or its share. */
export interface Place {
  readonly kernel: Kernel
  readonly share?: RowShare
}

/** The kernels in which rows of a fragment land. */
export type PlacesOf = (fragment: FragmentId) => readonly Place[]

interface TableStore extends AttemptStore {
  readonly table: string
}

/** Lands each attempt in kernel tables of its own; committed ones become the fragment's view. */
export class KernelLanding {
  readonly ledger: CommitLedger<TableStore>
  readonly #placesOf: PlacesOf

  constructor(placesOf: PlacesOf, fragments: readonly Fragment[], onProgress: () => void) {
    this.#placesOf = placesOf
    const fields = new Map(fragments.map((fragment) => [fragment.fragment_id, fragment.fields]))
    this.ledger = new CommitLedger((attempt) => {
      const { fragment_id: id } = attempt
      return tableStore(placesOf(id), attempt, fields.get(id) ?? [])
    }, onProgress)
  }

  /** Makes the view that statements read: all committed splits of the fragment. */
  async publish({ fragment_id: id, fields }: Fragment): Promise<void> {
    const tables = this.ledger.committed(id).map((store) => store.table)
    await Promise.all(this.#placesOf(id).map(({ kernel }) => kernel.createUnionView(id, tables, fields)))
  }
}

function tableStore(places: readonly Place[], attempt: AttemptRef, fields: readonly Field[]): TableStore {
  const table = `${attempt.fragment_id}_s${attempt.split}_a${attempt.attempt}`
  const created = Promise.all(places.map(({ kernel, share }) => kernel.createTable(table, fields, share)))
  // Reported by whoever awaits it next; here only kept from counting as unhandled.
  created.catch(() => undefined)
  return {
    table,
    async write(ipc) {
      await created
      // Each kernel is given a buffer of its own, and takes its share out of it in its own thread.
      const buffers = places.map((_place, index) => (index === 0 ? ipc : ipc.slice()))
      const [free] = await Promise.all(places.map(({ kernel }, index) => kernel.land(table, buffers[index] ?? ipc)))
      return free
    },
    async finish() {
      await created
    },
    async drop() {
      await created
      await Promise.all(places.map(({ kernel }) => kernel.dropTable(table)))
    },
  }
}
