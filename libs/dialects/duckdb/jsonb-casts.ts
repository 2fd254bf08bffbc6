import { type EngineType, integerRange, isInteger } from '#arrow'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { exactDecimal, NUMBER_NAMES, textToNumber } from './number-text.ts'
import { raise } from './raise.ts'
import { typeName } from './types.ts'

const NAMES: Readonly<Partial<Record<EngineType['kind'], string>>> = { ...NUMBER_NAMES, boolean: 'boolean' }

/** What PostgreSQL calls a value of jsonb that is not null. */
function kindOf(json: Sql): Sql {
  return sql`CASE substr(${json}, 1, 1) WHEN '{' THEN 'object' WHEN '[' THEN 'array' WHEN '"' THEN 'string' WHEN 't' THEN 'boolean' WHEN 'f' THEN 'boolean' ELSE 'numeric' END`
}

/** A scalar of jsonb as a boolean or a number, its null as NULL; undefined for a type that jsonb is not cast to. */
export function jsonbToScalar(value: Sql, to: EngineType): Sql | undefined {
  if (to.kind === 'boolean') {
    return scalar(value, to, (text) => [sql`${text} IN ('true', 'false')`, sql`${text} = 'true'`])
  }
  return numberIn(value, to, (text) => (isInteger(to) ? roundedInteger(text, to) : textToNumber(text, to)))
}

/** A number of jsonb as a decimal of the type, which must hold all its digits. */
export function jsonbToExactDecimal(value: Sql, to: EngineType): Sql | undefined {
  return numberIn(value, to, (text) => exactDecimal(text, { kind: 'string' }, to))
}

function numberIn(value: Sql, to: EngineType, convert: (text: Sql) => Sql | undefined): Sql | undefined {
  if (NAMES[to.kind] === undefined || convert(value) === undefined) return undefined
  return scalar(value, to, (text) => [sql`regexp_matches(${text}, '^[-0-9]')`, convert(text) ?? text])
}

/** The value where the test of its text holds, NULL of null, and PostgreSQL's error of anything else. */
function scalar(value: Sql, to: EngineType, of: (text: Sql) => readonly [test: Sql, converted: Sql]): Sql {
  return bindOnce([value], (at) => {
    const [test, converted] = of(at(0))
    const fault = sql`error('22023: cannot cast jsonb ' || ${kindOf(at(0))} || ' to type ${NAMES[to.kind] ?? to.kind}')`
    return sql`CASE WHEN ${at(0)} = 'null' THEN NULL WHEN ${test} THEN ${converted} WHEN ${at(0)} IS NOT NULL THEN ${fault} END`
  })
}

/** The nearest integer of a number's text, of two the one that is farther from zero. */
function roundedInteger(text: Sql, to: EngineType): Sql {
  const { min, max } = integerRange(to)
  const outOfRange = raise('22003', `${NAMES[to.kind] ?? 'value'} out of range`)
  const whole = sql`split_part(${text}, '.', 1)`
  const away = sql`CASE WHEN NOT regexp_matches(${text}, '[.][5-9]') THEN 0 WHEN starts_with(${text}, '-') THEN -1 ELSE 1 END`
  const rounded = sql`CAST(${whole} AS HUGEINT) + ${away}`
  return sql`CASE WHEN length(${whole}) > 20 THEN ${outOfRange} WHEN ${rounded} BETWEEN CAST('${String(min)}' AS HUGEINT) AND CAST('${String(max)}' AS HUGEINT) THEN CAST(${rounded} AS ${typeName(to)}) ELSE ${outOfRange} END`
}
