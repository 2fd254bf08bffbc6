import duckdb from '@duckdb/node-bindings'
import { arrayColumn, type EngineType, isBitSet, type PhysicalColumn } from '#arrow'
import type { ColumnCollector } from './collector.ts'
import type { ValidityCollector } from './validity-collector.ts'

/** Bytes of a `duckdb_list_entry`: where the list begins in the child vector, and its length, both uint64. */
const ENTRY_BYTES = 16
/** About what an element weighs beside its text. */
const ELEMENT_BYTES = 8

/** Arrays: every child vector whole, and for each array where its elements lie in it. */
export class ListCollector implements ColumnCollector {
  readonly #type: EngineType
  readonly #validity: ValidityCollector
  readonly #elements: ColumnCollector
  readonly #starts: number[] = []
  readonly #lengths: number[] = []
  #children = 0

  constructor(type: EngineType, validity: ValidityCollector, elements: ColumnCollector) {
    this.#type = type
    this.#validity = validity
    this.#elements = elements
  }

  get textBytes(): number {
    return this.#elements.textBytes + this.#children * ELEMENT_BYTES
  }

  add(vector: duckdb.Vector, count: number): void {
    const bits = this.#validity.add(vector, count)
    const raw = duckdb.vector_get_data(vector, count * ENTRY_BYTES)
    const entries = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
    for (let row = 0; row < count; row += 1) {
      const isValid = bits === null || isBitSet(bits, row)
      const at = row * ENTRY_BYTES
      this.#starts.push(isValid ? this.#children + Number(entries.getBigUint64(at, true)) : this.#children)
      this.#lengths.push(isValid ? Number(entries.getBigUint64(at + 8, true)) : 0)
    }
    const size = duckdb.list_vector_get_size(vector)
    if (size > 0) this.#elements.add(duckdb.list_vector_get_child(vector), size)
    this.#children += size
  }

  column(): PhysicalColumn {
    const entries = { starts: this.#starts, lengths: this.#lengths }
    return arrayColumn(this.#type, entries, this.#elements.column(), this.#validity.validity())
  }

  reset(): void {
    this.#validity.reset()
    this.#elements.reset()
    this.#starts.length = 0
    this.#lengths.length = 0
    this.#children = 0
  }
}
