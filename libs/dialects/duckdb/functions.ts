import { type Expression, typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, equality, infix, named, postfix, prefix } from '../base/rewrites.ts'
import { joinSql, NOTHING, sql } from '../base/sql.ts'
import { AGGREGATES } from './aggregates.ts'
import { ARRAYS } from './arrays.ts'
import { BINARY } from './binary.ts'
import { CHARACTERS } from './characters.ts'
import { DATES } from './dates.ts'
import { comparedSides, extremeInterval, nullIfInterval, unlessInterval } from './interval-order.ts'
import { comparableJson, JSON_READING } from './json.ts'
import { JSON_MAKING } from './json-making.ts'
import { NUMBERS } from './numbers.ts'
import { PATTERNS } from './patterns.ts'
import { TEXT } from './text.ts'
import { WINDOWS } from './windows.ts'

/** A comparison; json is text here and nothing to compare. */
const comparison =
  (rewrite: FunctionRewrite): FunctionRewrite =>
  (call, render) =>
    typeOf(argument(call, 0, render)).kind === 'json' ? render.refuse('TYPE_NOT_EXACT', call) : rewrite(call, render)

const isJsonb = (side: Expression): boolean => {
  const type = typeOf(side)
  return type.kind === 'json' && type.normalized === true
}

/** Equality: of jsonb where its numbers are equal, whatever their last zeros. */
const equals: FunctionRewrite = (call, render) => {
  if (!isJsonb(argument(call, 0, render))) return plainEquals(call, render)
  const [left, ...right] = call.arguments.map((side) => comparableJson(render.value(side)))
  return equality(left ?? NOTHING, right)
}

const plainEquals: FunctionRewrite = comparison((call, render) => {
  const [left, ...right] = comparedSides(call, render)
  return equality(left ?? NOTHING, right)
})

const compare = (operator: string): FunctionRewrite =>
  comparison(
    unlessInterval(infix(operator), (call, render) => sql`(${joinSql(comparedSides(call, render), ` ${operator} `)})`),
  )

const sameOrNot =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    if (!isJsonb(argument(call, 0, render))) return compare(operator)(call, render)
    const sides = call.arguments.map((side) => comparableJson(render.value(side)))
    return sql`(${joinSql(sides, ` ${operator} `)})`
  }

/** The kernel's functions. One that is absent has not been proven to give PostgreSQL's value for every argument. */
export const functions: FunctionTable = {
  not: prefix('NOT '),
  eq: equals,
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
  coalesce: named('coalesce'),
  nullif: comparison(unlessInterval(named('nullif'), nullIfInterval)),
  greatest: comparison(unlessInterval(named('greatest'), extremeInterval('>'))),
  least: comparison(unlessInterval(named('least'), extremeInterval('<'))),
  ...NUMBERS,
  ...TEXT,
  ...PATTERNS,
  ...CHARACTERS,
  ...BINARY,
  ...JSON_READING,
  ...JSON_MAKING,
  ...DATES,
  ...ARRAYS,
  ...AGGREGATES,
  ...WINDOWS,
}
