import { isInteger } from '#arrow'
import { type Expression, type KeyCondition, typeOf } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import { bound, keyCondition, listCondition, printed, rangeCondition } from '../base/key-conditions.ts'
import type { MysqlServer } from './server.ts'
import { bytes, isBinary } from './values.ts'

/** Keys in one list: MariaDB turns a longer one into a join with a table of its own making. */
const MAX_LIST = 1_000
/** Keys in one JSON text. */
const MAX_JSON = 200_000

/** IN of a list, or of the rows of a JSON text where there are more; of text by its bytes where the collation is not binary. */
export function keyConditions({
  has,
}: MysqlServer): (value: Expression, render: ExpressionRenderer) => readonly KeyCondition[] {
  return (value, render) => {
    const type = typeOf(value)
    const text = render.comparand(value)
    if (isInteger(type)) {
      const bigint = type.kind === 'uint64' ? 'BIGINT UNSIGNED' : 'BIGINT'
      const json = keyCondition(
        'json',
        MAX_JSON,
        '(',
        text,
        ' IN (SELECT k FROM JSON_TABLE(',
        { kind: 'key_json', values: 'numbers' },
        `, '$[*]' COLUMNS (k ${bigint} PATH '$')) AS keys_of))`,
      )
      const list = listCondition(text, MAX_LIST, type, printed())
      return [list, ...(has.has('json_table') ? [json] : []), rangeCondition(text, type, printed())]
    }
    switch (type.kind) {
      case 'decimal':
        return [listCondition(text, MAX_LIST, type, printed()), rangeCondition(text, type, printed())]
      case 'date':
      case 'timestamp': {
        const constant = printed(`${type.kind.toUpperCase()}'`, "'")
        return [listCondition(text, MAX_LIST, type, constant), rangeCondition(text, type, constant)]
      }
      case 'string':
        return [
          isBinary(value, render)
            ? listCondition(text, MAX_LIST, type, bound())
            : listCondition(bytes(text), MAX_LIST, type, bound('CAST(CONVERT(', ' USING utf8mb4) AS BINARY)')),
        ]
      default:
        return render.refuse('TYPE_NOT_EXACT', value)
    }
  }
}
