import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, equality, named, postfix, prefix } from '../base/rewrites.ts'
import { joinSql, NOTHING, type Sql, sql } from '../base/sql.ts'
import { AGGREGATES } from './aggregates.ts'
import { ARRAYS } from './arrays.ts'
import { BINARY } from './binary.ts'
import { CHARACTERS } from './characters.ts'
import { coalesce } from './coalesce.ts'
import { isOfIntervals, isOfJson, scalarOf } from './compared-by.ts'
import { DATES } from './dates.ts'
import { comparedSides, extremeInterval, nullIfInterval, unlessInterval } from './interval-order.ts'
import { JSON_READING } from './json.ts'
import { JSON_MAKING } from './json-making.ts'
import { jsonContains } from './jsonb-contains.ts'
import { JSON_EDITING } from './jsonb-paths.ts'
import { NUMBERS } from './numbers.ts'
import { PATTERNS } from './patterns.ts'
import { TEXT } from './text.ts'
import { VOLATILES, WINDOWS } from './windows.ts'

/** A comparison; json is text here and nothing to compare. */
const comparison =
  (rewrite: FunctionRewrite): FunctionRewrite =>
  (call, render) =>
    isOfJson(typeOf(argument(call, 0, render))) ? render.refuse('TYPE_NOT_EXACT', call) : rewrite(call, render)

/** Equality; jsonb is equal where its numbers are, whatever their last zeros. */
const equal =
  (print: (sides: readonly Sql[]) => Sql): FunctionRewrite =>
  (call, render) => {
    const type = scalarOf(typeOf(argument(call, 0, render)))
    const isText = type.kind === 'json' && type.normalized !== true
    return isText ? render.refuse('TYPE_NOT_EXACT', call) : print(comparedSides(call, render))
  }

const sameOrNot = (operator: string): FunctionRewrite => equal((sides) => sql`(${joinSql(sides, ` ${operator} `)})`)

const compare = (operator: string): FunctionRewrite =>
  comparison((call, render) => sql`(${joinSql(comparedSides(call, render), ` ${operator} `)})`)

/** One of some values; of arrays of intervals none is told from its equals. */
const choice = (rewrite: FunctionRewrite): FunctionRewrite =>
  comparison((call, render) => {
    const type = typeOf(argument(call, 0, render))
    return type.kind === 'array' && isOfIntervals(type) ? render.refuse('TYPE_NOT_EXACT', call) : rewrite(call, render)
  })

/** The kernel's functions. One that is absent has not been proven to give PostgreSQL's value for every argument. */
export const functions: FunctionTable = {
  not: prefix('NOT '),
  eq: equal(([left = NOTHING, ...right]) => equality(left, right)),
  ne: sameOrNot('<>'),
  lt: compare('<'),
  le: compare('<='),
  gt: compare('>'),
  ge: compare('>='),
  is_distinct_from: sameOrNot('IS DISTINCT FROM'),
  is_not_distinct_from: sameOrNot('IS NOT DISTINCT FROM'),
  is_null: postfix('IS NULL'),
  is_not_null: postfix('IS NOT NULL'),
  is_true: postfix('IS TRUE'),
  is_not_true: postfix('IS NOT TRUE'),
  is_false: postfix('IS FALSE'),
  is_not_false: postfix('IS NOT FALSE'),
  coalesce,
  nullif: choice(unlessInterval(named('nullif'), nullIfInterval)),
  greatest: choice(unlessInterval(named('greatest'), extremeInterval('>'))),
  least: choice(unlessInterval(named('least'), extremeInterval('<'))),
  ...NUMBERS,
  ...TEXT,
  ...PATTERNS,
  ...CHARACTERS,
  ...BINARY,
  ...JSON_READING,
  json_contains: jsonContains,
  ...JSON_EDITING,
  ...JSON_MAKING,
  ...DATES,
  ...ARRAYS,
  ...AGGREGATES,
  ...WINDOWS,
  ...VOLATILES,
}
