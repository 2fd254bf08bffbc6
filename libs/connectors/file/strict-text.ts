import { type EngineType, typeName } from '#arrow'
import { identifier, quoted } from './sql-text.ts'
import { duckdbName } from './types.ts'

const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}'
const CLOCK = '[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6}0*)?)?'
const NUMBER = '([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?'

/** What the text of a value must look like; anything else is an error. DuckDB by itself rounds, cuts and guesses. */
const FORMS: Readonly<Partial<Record<EngineType['kind'], string>>> = {
  int16: '[+-]?[0-9]+',
  int32: '[+-]?[0-9]+',
  int64: '[+-]?[0-9]+',
  uint64: '[+]?[0-9]+',
  float32: `[+-]?(${NUMBER}|[iI][nN][fF]([iI][nN][iI][tT][yY])?)|[nN][aA][nN]`,
  float64: `[+-]?(${NUMBER}|[iI][nN][fF]([iI][nN][iI][tT][yY])?)|[nN][aA][nN]`,
  date: DAY,
  time: CLOCK,
  timestamp: `${DAY}([ T]${CLOCK}Z?)?`,
  timestamptz: `${DAY}([ T]${CLOCK}(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?`,
  interval: '(-?[0-9]+ (year|month|day)s? ?)*(-?[0-9]+:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)?',
  uuid: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}',
  binary: '\\\\x([0-9a-fA-F]{2})*',
}

const TRUE = ['t', 'true', 'y', 'yes', 'on', '1']
const FALSE = ['f', 'false', 'n', 'no', 'off', '0']

/** A column of texts as values of a type; a text that does not say one exactly ends the query, named with its column. */
export function strictValue(name: string, type: EngineType): string {
  const column = identifier(name)
  if (type.kind === 'string') return column
  const text = `trim(${column})`
  const said = quoted(`22P02: column "${name}" holds "`)
  const why = quoted(`", which is no ${typeName(type)}; mend it, or declare the column as string`)
  const fail = `error(${said} || left(${column}, 60) || ${why})`
  return `CASE WHEN ${column} IS NULL THEN NULL ${choices(text, type)} ELSE ${fail} END`
}

function choices(text: string, type: EngineType): string {
  switch (type.kind) {
    case 'boolean':
      return `WHEN lower(${text}) IN (${words(TRUE)}) THEN true WHEN lower(${text}) IN (${words(FALSE)}) THEN false`
    case 'json':
      return `WHEN json_valid(${text}) THEN ${text}`
    case 'uuid':
      return `WHEN ${matches(text, type)} THEN lower(${text})`
    case 'binary':
      return `WHEN ${matches(text, type)} THEN unhex(substr(${text}, 3))`
    default: {
      const value = `TRY_CAST(${text} AS ${duckdbName(type)})`
      const finite = `(NOT isinf(${value}) OR contains(lower(${text}), 'inf'))`
      const isFloat = type.kind === 'float32' || type.kind === 'float64'
      return `WHEN ${matches(text, type)} AND ${value} IS NOT NULL${isFloat ? ` AND ${finite}` : ''} THEN ${value}`
    }
  }
}

function matches(text: string, type: EngineType): string {
  const form = type.kind === 'decimal' ? decimalForm(type.scale) : (FORMS[type.kind] ?? '')
  return `regexp_full_match(${text}, ${quoted(form)})`
}

/** No more decimals than the scale holds, but for zeros. */
function decimalForm(scale: number): string {
  return `[+-]?([0-9]+([.][0-9]{0,${scale}}0*)?|[.][0-9]{0,${scale}}0+|[.][0-9]{1,${Math.max(scale, 1)}})`
}

function words(texts: readonly string[]): string {
  return texts.map(quoted).join(', ')
}
