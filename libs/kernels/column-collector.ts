import { type Field, fixedWidth } from '#arrow'
import type { ColumnCollector } from './collector.ts'
import { decimalWidth } from './duckdb-type.ts'
import { BooleanCollector, FixedCollector, NarrowDecimalCollector } from './fixed-collectors.ts'
import { ListCollector } from './list-collector.ts'
import { StringCollector } from './string-collector.ts'
import { ValidityCollector } from './validity-collector.ts'

/** Elements of arrays there is room for at first. */
const FIRST_ELEMENTS = 2048

/** A collector of the field's type, with room for `capacity` rows before it has to grow. */
export function columnCollector(field: Field, capacity: number): ColumnCollector {
  const { type } = field
  const validity = new ValidityCollector(capacity)
  if (type.kind === 'boolean') return new BooleanCollector(validity, capacity)
  if (type.kind === 'array') {
    const elements = columnCollector({ ...field, type: type.element }, FIRST_ELEMENTS)
    return new ListCollector(type, validity, elements)
  }
  const width = fixedWidth(type)
  if (width === undefined) return new StringCollector(field, validity, capacity)
  if (type.kind === 'decimal' && decimalWidth(type.precision) < width) {
    return new NarrowDecimalCollector(type, decimalWidth(type.precision), validity, capacity)
  }
  return new FixedCollector(type, width, validity, capacity)
}
