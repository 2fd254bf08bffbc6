import type { Field } from '#arrow'
import type { AttemptRef } from '#core'
import type { Kernel } from '#kernels'
import type { Fragment } from '#plan'
import { type AttemptStore, CommitLedger } from './fragment-landing.ts'

interface TableStore extends AttemptStore {
  readonly table: string
}

/** Lands each attempt in a kernel table of its own; committed ones become the fragment's view. */
export class KernelLanding {
  readonly ledger: CommitLedger<TableStore>
  readonly #kernel: Kernel

  constructor(kernel: Kernel, fragments: readonly Fragment[], onProgress: () => void) {
    this.#kernel = kernel
    const fields = new Map(fragments.map((fragment) => [fragment.fragment_id, fragment.fields]))
    this.ledger = new CommitLedger(
      (attempt) => tableStore(kernel, attempt, fields.get(attempt.fragment_id) ?? []),
      onProgress,
    )
  }

  /** Makes the view that the residual reads: all committed splits of the fragment. */
  async publish(fragment: Fragment): Promise<void> {
    const tables = this.ledger.committed(fragment.fragment_id).map((store) => store.table)
    await this.#kernel.createUnionView(fragment.fragment_id, tables, fragment.fields)
  }
}

function tableStore(kernel: Kernel, attempt: AttemptRef, fields: readonly Field[]): TableStore {
  const table = `${attempt.fragment_id}_s${attempt.split}_a${attempt.attempt}`
  const created = kernel.createTable(table, fields)
  // Reported by whoever awaits it next; here only kept from counting as unhandled.
  created.catch(() => undefined)
  return {
    table,
    async write(ipc) {
      await created
      await kernel.land(table, ipc)
    },
    finish: () => created,
    async drop() {
      await created
      await kernel.dropTable(table)
    },
  }
}
