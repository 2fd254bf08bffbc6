import { isInteger } from '#arrow'
import { type Expression, type TableCall, type TableFunction, typeOf } from '#plan'
import type { ExpressionRenderer, PrintedRows } from '../base/dialect.ts'
import { Refused } from '../base/refused.ts'
import { joinSql, raw, type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { inTimestamps, TIMESTAMP_OUT_OF_RANGE } from './calendar-range.ts'
import { clockOf, fromClock } from './clocks.ts'
import { decimalSeries } from './decimal-series.ts'
import { jsonRows } from './json-rows.ts'
import { literal } from './literals.ts'
import { matchRows } from './patterns.ts'
import { raise } from './raise.ts'
import { numberStep, ZERO_STEP } from './series-steps.ts'
import { typeName } from './types.ts'
import { zonedSeries } from './zoned-series.ts'

/**
 * Functions that give rows. One alone is a table function of DuckDB and streams; several side by side, and those that
 * are numbered, are lists taken apart together, which are bounded.
 * @throws Refused
 */
export function tableFunction(node: TableFunction, alias: string, render: ExpressionRenderer): PrintedRows {
  const [call, ...more] = node.calls
  if (call === undefined) throw new Refused('NODE_NOT_SUPPORTED', 'FROM without a function')
  if (more.length === 0 && call.columns[0].type.kind === 'decimal' && call.function === 'generate_series') {
    return decimalSeries(call, node.ordinality !== null, alias, render)
  }
  if (more.length === 0 && node.ordinality === null) return alone(call, alias, render)
  const lists = node.calls.map((it) => list(it, render))
  const names = node.calls.map((_, index) => `v${index}`)
  const items = lists.map((text, index) => sql`unnest(${text}) AS ${names[index] ?? ''}`)
  const longest = sql`greatest(${joinSql(
    lists.map((text) => sql`len(${text})`),
    ', ',
  )})`
  const numbers = node.ordinality === null ? [] : [sql`unnest(generate_series(1, ${longest})) AS n`]
  return {
    from: sql`(SELECT ${joinSql([...items, ...numbers], ', ')}) AS ${alias}`,
    values: [
      ...node.calls.flatMap((it, index) => valuesOf(it, raw(`${alias}.${names[index] ?? ''}`))),
      ...(node.ordinality === null ? [] : [raw(`${alias}.n`)]),
    ],
  }
}

function alone(call: TableCall, alias: string, render: ExpressionRenderer): PrintedRows {
  const from = isSeries(call)
    ? sql`generate_series(${joinSql(bounds(call, render), ', ')}) AS ${alias}(v)`
    : sql`(SELECT unnest(${list(call, render)}) AS v) AS ${alias}`
  return { from, values: valuesOf(call, raw(`${alias}.v`)) }
}

/** True for those that count, which DuckDB has as table functions. */
function isSeries(call: TableCall): boolean {
  return (call.function === 'generate_series' && !countsDays(call)) || call.function === 'generate_subscripts'
}

/** True for a series by days or months of a zone; its hours are the same everywhere. */
function countsDays({ function: name, arguments: [, , step, zone] }: TableCall): boolean {
  if (name !== 'generate_series' || zone === undefined) return false
  return step?.kind !== 'literal' || step.value === null || !step.value.startsWith('0 0 ')
}

/** The values of the call's types; those of several columns are the fields of one. */
function valuesOf(call: TableCall, made: Sql): readonly Sql[] {
  const [{ type }, ...others] = call.columns
  if (others.length > 0) return call.columns.map(({ name }) => sql`struct_extract(${made}, '${name}')`)
  if (call.function === 'generate_series' && (type.kind === 'timestamp' || type.kind === 'timestamptz')) {
    return [fromClock(followed(call, made), type)]
  }
  return [isInteger(type) ? sql`CAST(${made} AS ${typeName(type)})` : made]
}

/** PostgreSQL computes the moment after each, the last one too, and fails where that lies before its calendar. */
function followed(call: TableCall, made: Sql): Sql {
  const step = call.arguments[2]
  if (step?.kind !== 'literal' || !leadsDown(step) || countsDays(call)) return made
  const next = inTimestamps(sql`(${made} + ${literal(step)})`)
  return sql`CASE WHEN ${next} IS NOT NULL THEN ${made} END`
}

/** Start, stop and step of a series of whole numbers or moments. */
function bounds(call: TableCall, render: ExpressionRenderer): readonly Sql[] {
  const [first, second, third] = call.arguments
  if (first === undefined || second === undefined) throw refused(call)
  if (call.function === 'generate_subscripts') {
    return [raw('1'), sql`CASE WHEN ${render.value(second)} = 1 THEN len(${render.value(first)}) ELSE 0 END`]
  }
  const ends = [first, second].map((bound) => moment(bound, render))
  if (third === undefined) return ends
  const { kind } = typeOf(first)
  if (kind !== 'timestamp' && kind !== 'timestamptz') return [...ends, numberStep(third, ends, render)]
  const step = intervalStep(third, call, render)
  const endless = leadsDown(third) ? ['infinity', '-infinity'] : ['-infinity', 'infinity']
  return [
    ...[first, second].map((bound, place) => finite(bound, ends[place] ?? raw('NULL'), endless[place] ?? '')),
    step,
  ]
}

/** Moments of a zone's calendar. */
function daysInZone(call: TableCall, render: ExpressionRenderer): Sql {
  const [first, second, third, zone] = call.arguments
  if (first === undefined || second === undefined || third?.kind !== 'literal' || zone?.kind !== 'literal') {
    throw refused(call)
  }
  if (third.value === null || zone.value === null) return raw('CAST([] AS TIMESTAMP[])')
  const [months = 0, days = 0, micros = 0] = oneWay(third.value, call)
  return zonedSeries(moment(first, render), moment(second, render), { months, days, micros }, zone.value)
}

function leadsDown(step: Expression): boolean {
  return step.kind === 'literal' && step.value !== null && step.value.includes('-')
}

/**
 * An end of a series of moments, of which DuckDB has no infinite ones: no series begins at the infinity it would reach
 * last, nor leads to the other one, and one that would never end leaves the calendar.
 */
function finite(bound: Expression, printed: Sql, endless: string): Sql {
  if (bound.kind === 'literal' && !bound.value?.endsWith('infinity')) return printed
  return bindOnce(
    [printed],
    (at) =>
      sql`CASE WHEN isfinite(${at(0)}) THEN ${at(0)} WHEN ${at(0)} = CAST('${endless}' AS TIMESTAMP) THEN ${TIMESTAMP_OUT_OF_RANGE} ELSE CAST(NULL AS TIMESTAMP) END`,
  )
}

/** Zones do not matter: sessions are in UTC, and so is what a moment is counted in. */
function moment(bound: Expression, render: ExpressionRenderer): Sql {
  return clockOf(render.value(bound), typeOf(bound))
}

/** A constant whose parts all go one way; DuckDB takes no others. */
function intervalStep(step: Expression, call: TableCall, render: ExpressionRenderer): Sql {
  if (step.kind !== 'literal') throw refused(call)
  if (step.value === null) return render.value(step)
  const parts = oneWay(step.value, call)
  if (parts.every((part) => part === 0)) return sql`CASE WHEN TRUE THEN ${ZERO_STEP} ELSE ${render.value(step)} END`
  return render.value(step)
}

/** Months, days and microseconds, none of which goes against another. */
function oneWay(interval: string, call: TableCall): readonly number[] {
  const parts = interval.split(' ').map(Number)
  if (parts.some((part) => part > 0) && parts.some((part) => part < 0)) throw refused(call)
  return parts
}

/** Rows that a list of values may make: it lies in memory as a whole. */
const MAX_LISTED = 1_000_000
const TOO_MANY = raise('54000', `a series beside others or with its numbers has more than ${MAX_LISTED} rows`)

/** All values as one list. */
function list(call: TableCall, render: ExpressionRenderer): Sql {
  const [first] = call.arguments
  if (first === undefined) throw refused(call)
  if (call.function === 'unnest') return render.value(first)
  if (call.function === 'regexp_matches') return matchRows(call, render)
  if (countsDays(call)) return daysInZone(call, render)
  const ofJson = jsonRows(call, first, render)
  if (ofJson !== undefined) return ofJson
  const [{ type }] = call.columns
  if (type.kind === 'decimal') throw refused(call)
  const [start, stop, step] = bounds(call, render)
  if (start === undefined || stop === undefined) throw refused(call)
  const values = sql`generate_series(${joinSql(step === undefined ? [start, stop] : [start, stop, step], ', ')})`
  if (call.function === 'generate_subscripts') return values
  const rows = isInteger(type)
    ? sql`(CAST(${stop} AS HUGEINT) - ${start}) / ${step ?? raw('1')}`
    : sql`epoch(${stop} - ${start}) / epoch(${step ?? raw('1')})`
  return sql`CASE WHEN ${rows} >= ${String(MAX_LISTED)} THEN ${TOO_MANY} ELSE ${values} END`
}

function refused(call: TableCall): Refused {
  return new Refused('FUNCTION_NOT_EXACT', `${call.function} of these arguments`)
}
