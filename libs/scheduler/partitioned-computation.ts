import type { FragmentId } from '#core'
import type { Kernel } from '#kernels'
import type { DynamicFilter, Partitioning } from '#plan'
import type { Computation, ComputationStatistics } from './computation.ts'
import type { KeyReader } from './dynamic-filter.ts'
import { joinedKeys, kernelKeys } from './kernel-keys.ts'
import type { Place } from './kernel-landing.ts'

/** The share of computing that the parts stand for; the rest is what is computed of what they gave. */
const PARTS_SHARE = 0.9

/** Several kernels that compute parts of a residual at the same time, and one that computes the whole of what they give. */
export class PartitionedComputation implements Computation {
  readonly #partitioning: Partitioning
  readonly #parts: readonly Kernel[]
  readonly #whole: Kernel
  readonly #places = new Map<FragmentId, readonly Place[]>()

  constructor(partitioning: Partitioning, parts: readonly Kernel[], whole: Kernel) {
    this.#partitioning = partitioning
    this.#parts = parts
    this.#whole = whole
    const count = parts.length
    for (const { fragment_id, key } of partitioning.divided) {
      const places = parts.map((kernel, index) => ({ kernel, share: { column: key, index, count } }))
      this.#places.set(fragment_id, places)
    }
    for (const id of partitioning.copied) {
      this.#places.set(
        id,
        parts.map((kernel) => ({ kernel })),
      )
    }
  }

  placesOf = (fragment: FragmentId): readonly Place[] => this.#places.get(fragment) ?? [{ kernel: this.#whole }]

  readonly keys: KeyReader = {
    keys: (filter) => this.#keysOf(filter).keys(filter),
    range: (filter) => this.#keysOf(filter).range(filter),
  }

  async *run(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const { part, parts_table: name, whole } = this.#partitioning
    const tables = this.#parts.map((_kernel, index) => `${name}_${index}`)
    await Promise.all(tables.map((table) => this.#whole.createTable(table, part.fields)))
    await Promise.all(this.#parts.map((kernel, index) => this.#gather(kernel, tables[index] ?? name)))
    await this.#whole.createUnionView(name, tables, part.fields)
    yield* this.#whole.run(whole)
  }

  onProgress(listener: (fraction: number) => void): void {
    const fractions = this.#parts.map(() => 0)
    const tell = (whole: number): void => {
      const parts = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length
      listener(PARTS_SHARE * parts + (1 - PARTS_SHARE) * whole)
    }
    for (const [index, kernel] of this.#parts.entries()) {
      kernel.onProgress((fraction) => {
        fractions[index] = fraction
        tell(0)
      })
    }
    this.#whole.onProgress((fraction) => {
      fractions.fill(1)
      tell(fraction)
    })
  }

  interrupt(): void {
    for (const kernel of this.#kernels) kernel.interrupt()
  }

  async close(): Promise<ComputationStatistics> {
    const all = await Promise.all(this.#kernels.map((kernel) => kernel.close()))
    const sum = (of: (statistics: (typeof all)[number]) => number): number => all.reduce((a, b) => a + of(b), 0)
    return {
      landed_rows: sum((one) => one.landed_rows),
      land_ms: sum((one) => one.land_ms),
      run_ms: sum((one) => one.run_ms),
      spilled_bytes: sum((one) => one.spilled_bytes),
      partitions: this.#parts.length,
    }
  }

  get #kernels(): readonly Kernel[] {
    return [...this.#parts, this.#whole]
  }

  /** Moves a part's rows to where the whole is computed, no faster than they land there. */
  async #gather(kernel: Kernel, table: string): Promise<void> {
    for await (const ipc of kernel.run(this.#partitioning.part)) await this.#whole.land(table, ipc)
    // What it needed no more is free before the whole is computed.
    await kernel.close()
  }

  /** All of a fragment's keys: each kernel that took a share of its rows has some. */
  #keysOf({ source }: DynamicFilter): KeyReader {
    const places = this.placesOf(source)
    const divided = places.filter(({ share }) => share !== undefined)
    return joinedKeys((divided.length > 0 ? divided : places.slice(0, 1)).map(({ kernel }) => kernelKeys(kernel)))
  }
}
