import { unitWord, wholeNumber } from './calls.ts'
import type { CallPrinter } from './input-dialect.ts'
import { shifted } from './intervals.ts'
import { onlyKeys } from './translation.ts'
import { child, text } from './tree.ts'

type Functions = Readonly<Record<string, CallPrinter>>

/** The call under PostgreSQL's name, when it has as many arguments as it needs. */
function named(name: string, least: number, most = least): CallPrinter {
  return (args) => (args.length < least || args.length > most ? undefined : `${name}(${args.join(', ')})`)
}

/** An operator or form over a fixed number of arguments. */
function form(count: number, print: (...args: string[]) => string): CallPrinter {
  return (args) => (args.length === count ? print(...args) : undefined)
}

const part = (field: string): CallPrinter => form(1, (date) => `CAST(EXTRACT(${field} FROM ${date}) AS integer)`)

/** NULL when any argument is, where PostgreSQL passes over it. */
const ofAll =
  (name: string): CallPrinter =>
  (args) => {
    if (args.length < 2) return undefined
    const someNull = args.map((arg) => `${arg} IS NULL`).join(' OR ')
    return `CASE WHEN ${someNull} THEN NULL ELSE ${name}(${args.join(', ')}) END`
  }

/** NULL when any part is. */
const concatenated: CallPrinter = (args) => (args.length < 2 ? undefined : `(${args.join(' || ')})`)

const choice = form(3, (condition, yes, no) => `CASE WHEN ${condition} THEN ${yes} ELSE ${no} END`)

/** Positions from the front only: those from the end are counted otherwise in PostgreSQL. */
const substring: CallPrinter = (args, call) => {
  const [, from, length] = call.nodes
  const start = wholeNumber(call, from)
  const count = length === undefined ? 0 : wholeNumber(call, length)
  if (start === undefined || start < 1 || count === undefined || count < 0) return undefined
  return named('substring', 2, 3)(args, call)
}

/** The first or last characters; a negative number means something else in PostgreSQL. */
const side =
  (name: string): CallPrinter =>
  (args, call) => {
    const count = wholeNumber(call, call.nodes[1])
    return count === undefined || count < 0 ? undefined : named(name, 2)(args, call)
  }

const dateAdd =
  (sign: '+' | '-'): CallPrinter =>
  (args, call) => {
    const [date, interval] = call.nodes
    const amount = child(interval ?? {}, 'expr')
    if (date === undefined || interval?.['type'] !== 'interval' || amount === undefined || args.length !== 2)
      return undefined
    onlyKeys(call.translation, interval, ['expr', 'unit', 'keyword'])
    return shifted(call, { date, amount, unit: text(interval, 'unit') ?? '', sign })
  }

/** `DATEADD(unit, amount, date)`. */
const dateAddByUnit: CallPrinter = (_args, call) => {
  const [unit, amount, date] = call.nodes
  const word = unitWord(call, unit)
  if (word === undefined || amount === undefined || date === undefined || call.nodes.length !== 3) return undefined
  return shifted(call, { date, amount, unit: word, sign: '+' })
}

const COMMON: Functions = {
  coalesce: named('coalesce', 1, 100),
  nullif: named('nullif', 2),
  upper: named('upper', 1),
  lower: named('lower', 1),
  abs: named('abs', 1),
  ceil: named('ceil', 1),
  ceiling: named('ceil', 1),
  floor: named('floor', 1),
  replace: named('replace', 3),
  substring,
  substr: substring,
  greatest: ofAll('greatest'),
  least: ofAll('least'),
  concat: concatenated,
}

/** Rounds halves away from zero: with digits, floats too. */
const roundedDecimals: CallPrinter = (args, call) => {
  const [value, digits = '0'] = args
  return args.length > 2 ? undefined : named('round', 2)([value ?? '', digits], call)
}

export const MYSQL_FUNCTIONS: Functions = {
  ...COMMON,
  ifnull: named('coalesce', 2),
  if: choice,
  char_length: named('char_length', 1),
  character_length: named('char_length', 1),
  length: named('octet_length', 1),
  left: side('left'),
  right: side('right'),
  trim: named('trim', 1),
  ltrim: named('ltrim', 1),
  rtrim: named('rtrim', 1),
  round: named('round', 1, 2),
  mod: form(2, (left, right) => `(${left} % NULLIF(${right}, 0))`),
  year: part('YEAR'),
  month: part('MONTH'),
  day: part('DAY'),
  dayofmonth: part('DAY'),
  date_add: dateAdd('+'),
  date_sub: dateAdd('-'),
  curdate: form(0, () => 'CURRENT_DATE'),
  current_date: form(0, () => 'CURRENT_DATE'),
  now: form(0, () => "date_trunc('second', LOCALTIMESTAMP)"),
  rand: named('random', 0),
}

export const BIGQUERY_FUNCTIONS: Functions = {
  ...COMMON,
  ifnull: named('coalesce', 2),
  if: choice,
  length: named('length', 1),
  char_length: named('length', 1),
  round: roundedDecimals,
  mod: named('mod', 2),
  safe_divide: form(2, (left, right) => `(${left} * 1.0 / NULLIF(${right}, 0))`),
  countif: form(1, (condition) => `count(*) FILTER (WHERE ${condition})`),
  current_date: form(0, () => 'CURRENT_DATE'),
  current_timestamp: form(0, () => 'CURRENT_TIMESTAMP'),
  date_add: dateAdd('+'),
  date_sub: dateAdd('-'),
  rand: named('random', 0),
  generate_uuid: form(0, () => 'CAST(gen_random_uuid() AS text)'),
}

export const SNOWFLAKE_FUNCTIONS: Functions = {
  ...COMMON,
  nvl: named('coalesce', 2),
  ifnull: named('coalesce', 2),
  iff: choice,
  nvl2: form(3, (value, yes, no) => `CASE WHEN ${value} IS NOT NULL THEN ${yes} ELSE ${no} END`),
  zeroifnull: form(1, (value) => `coalesce(${value}, 0)`),
  nullifzero: form(1, (value) => `nullif(${value}, 0)`),
  count_if: form(1, (condition) => `count(*) FILTER (WHERE ${condition})`),
  length: named('length', 1),
  len: named('length', 1),
  left: side('left'),
  right: side('right'),
  trim: named('trim', 1),
  ltrim: named('ltrim', 1),
  rtrim: named('rtrim', 1),
  round: roundedDecimals,
  mod: named('mod', 2),
  year: part('YEAR'),
  month: part('MONTH'),
  day: part('DAY'),
  dateadd: dateAddByUnit,
  current_date: form(0, () => 'CURRENT_DATE'),
}

export const ATHENA_FUNCTIONS: Functions = {
  ...COMMON,
  if: (args, call) => (args.length === 2 ? `CASE WHEN ${args[0]} THEN ${args[1]} END` : choice(args, call)),
  length: named('length', 1),
  round: roundedDecimals,
  mod: named('mod', 2),
  count_if: form(1, (condition) => `count(*) FILTER (WHERE ${condition})`),
  year: part('YEAR'),
  month: part('MONTH'),
  day: part('DAY'),
  date_add: dateAddByUnit,
  current_date: form(0, () => 'CURRENT_DATE'),
  current_timestamp: form(0, () => 'CURRENT_TIMESTAMP'),
  now: form(0, () => 'CURRENT_TIMESTAMP'),
  rand: named('random', 0),
  random: named('random', 0),
  uuid: named('gen_random_uuid', 0),
}
