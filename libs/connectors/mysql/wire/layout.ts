import { BINARY_CHARSET, type ColumnDefinition, WIRE_TYPE } from './column-definition.ts'
import { WireFault } from './wire-fault.ts'

/** How a value lies in a row of the binary protocol. */
export type Layout =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'decimal'
  | 'date'
  | 'moment'
  | 'time'
  | 'bits'
  | 'text'
  | 'bytes'
  | 'nothing'

interface Entry {
  readonly signed: Layout
  readonly unsigned?: Layout
  /** For a column that is no text. */
  readonly binary?: Layout
}

const STRING: Entry = { signed: 'text', binary: 'bytes' }
const DECIMAL: Entry = { signed: 'decimal' }
const MOMENT: Entry = { signed: 'moment' }

/** Every type of the binary protocol. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html */
const LAYOUTS: Readonly<Record<number, Entry>> = {
  [WIRE_TYPE.tiny]: { signed: 'int8', unsigned: 'uint8' },
  [WIRE_TYPE.short]: { signed: 'int16', unsigned: 'uint16' },
  [WIRE_TYPE.year]: { signed: 'int16', unsigned: 'uint16' },
  [WIRE_TYPE.int24]: { signed: 'int32', unsigned: 'uint32' },
  [WIRE_TYPE.long]: { signed: 'int32', unsigned: 'uint32' },
  [WIRE_TYPE.longlong]: { signed: 'int64', unsigned: 'uint64' },
  [WIRE_TYPE.float]: { signed: 'float32' },
  [WIRE_TYPE.double]: { signed: 'float64' },
  [WIRE_TYPE.decimal]: DECIMAL,
  [WIRE_TYPE.newdecimal]: DECIMAL,
  [WIRE_TYPE.date]: { signed: 'date' },
  [WIRE_TYPE.datetime]: MOMENT,
  [WIRE_TYPE.timestamp]: MOMENT,
  [WIRE_TYPE.time]: { signed: 'time' },
  [WIRE_TYPE.bit]: { signed: 'bits' },
  [WIRE_TYPE.null]: { signed: 'nothing' },
  [WIRE_TYPE.varchar]: STRING,
  [WIRE_TYPE.varString]: STRING,
  [WIRE_TYPE.string]: STRING,
  [WIRE_TYPE.enum]: STRING,
  [WIRE_TYPE.set]: STRING,
  [WIRE_TYPE.tinyBlob]: STRING,
  [WIRE_TYPE.mediumBlob]: STRING,
  [WIRE_TYPE.longBlob]: STRING,
  [WIRE_TYPE.blob]: STRING,
  [WIRE_TYPE.vector]: STRING,
  [WIRE_TYPE.geometry]: { signed: 'bytes' },
  // MySQL calls the text of JSON binary.
  [WIRE_TYPE.json]: { signed: 'text' },
}

/** @throws WireFault for a type that the protocol does not have */
export function layoutOf({ type, unsigned, charset }: ColumnDefinition): Layout {
  const entry = LAYOUTS[type]
  if (entry === undefined) throw new WireFault(`a column has the type ${type}`)
  if (charset === BINARY_CHARSET && entry.binary !== undefined) return entry.binary
  return unsigned ? (entry.unsigned ?? entry.signed) : entry.signed
}
