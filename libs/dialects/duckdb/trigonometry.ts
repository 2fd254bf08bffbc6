import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, named } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { GIVEN } from './lambda-names.ts'
import { OVERFLOW, raise } from './raise.ts'

const OUT_OF_RANGE = raise('22003', 'input is out of range')

type Formula = (value: Sql) => Sql

/** The formula of the argument, where the argument does not lie outside the function's domain. */
const within =
  (outside: Formula, formula: Formula): FunctionRewrite =>
  (call, render) => {
    const value = render.value(argument(call, 0, render))
    return sql`CASE WHEN ${outside(value)} THEN ${OUT_OF_RANGE} ELSE ${formula(value)} END`
  }

const isInfinite: Formula = (value) => sql`isinf(${value})`
const exceedsOne: Formula = (value) => sql`NOT isnan(${value}) AND abs(${value}) > 1`
const callOf =
  (name: string): Formula =>
  (value) =>
    sql`${name}(${value})`

/** The formula of the argument as GIVEN, which is computed once however often the formula names it. */
const ofX =
  (formula: string): Formula =>
  (value) =>
    sql`list_transform([${value}], lambda ${GIVEN}: ${formula})[1]`

/** PostgreSQL's functions of degrees: scaled so that 30, 45, 60 and 90 degrees are met exactly. */
const THIRTY = 'sin(radians(30::DOUBLE))'
const sineTo30 = (angle: string): string => `(sin(radians(${angle})) / ${THIRTY}) / 2`
const cosineTo60 = (angle: string): string => `1 - ((1 - cos(radians(${angle}))) / (1 - cos(radians(60::DOUBLE)))) / 2`
const sineTo90 = (angle: string): string =>
  `(CASE WHEN ${angle} <= 30 THEN ${sineTo30(angle)} ELSE ${cosineTo60(`(90 - ${angle})`)} END)`
const cosineTo90 = (angle: string): string =>
  `(CASE WHEN ${angle} <= 60 THEN ${cosineTo60(angle)} ELSE ${sineTo30(`(90 - ${angle})`)} END)`

const TURN = `abs(${GIVEN} % 360)`
const HALF_TURN = `least(${TURN}, 360 - ${TURN})`
const QUARTER = `least(${HALF_TURN}, 180 - ${HALF_TURN})`
const MIRRORED = `(CASE WHEN ${GIVEN} < 0 THEN -1 ELSE 1 END * CASE WHEN ${TURN} > 180 THEN -1 ELSE 1 END)`
const BEHIND = `CASE WHEN ${HALF_TURN} > 90 THEN -1 ELSE 1 END`
const ratioTo90 = (over: (angle: string) => string, under: (angle: string) => string): string =>
  `(${MIRRORED} * ${BEHIND} * ((${over(QUARTER)} / ${under(QUARTER)}) / (${over('45::DOUBLE')} / ${under('45::DOUBLE')})) + 0)`

const arcSine = (x: string): string =>
  `(CASE WHEN ${x} <= 0.5 THEN (asin(${x}) / asin(0.5)) * 30 ELSE 90 - (acos(${x}) / acos(0.5)) * 60 END)`
const ARC_COSINE = `CASE WHEN ${GIVEN} <= 0.5 THEN 90 - (asin(${GIVEN}) / asin(0.5)) * 30 ELSE (acos(${GIVEN}) / acos(0.5)) * 60 END`

const toDegrees: FunctionRewrite = (call, render) => {
  const value = render.value(argument(call, 0, render))
  return sql`CASE WHEN isfinite(${value}) AND isinf(degrees(${value})) THEN ${OVERFLOW} ELSE degrees(${value}) END`
}

/** Angles and hyperbolic functions. */
export const TRIGONOMETRY: FunctionTable = {
  sin: within(isInfinite, callOf('sin')),
  cos: within(isInfinite, callOf('cos')),
  tan: within(isInfinite, callOf('tan')),
  cot: within(isInfinite, (value) => sql`(1 / tan(${value}))`),
  asin: within(exceedsOne, callOf('asin')),
  acos: within(exceedsOne, callOf('acos')),
  atan: named('atan'),
  atan2: named('atan2'),
  sinh: named('sinh'),
  cosh: named('cosh'),
  tanh: named('tanh'),
  asinh: named('asinh'),
  acosh: within((value) => sql`${value} < 1`, callOf('acosh')),
  atanh: within(exceedsOne, callOf('atanh')),
  sind: within(isInfinite, ofX(`${MIRRORED} * ${sineTo90(QUARTER)}`)),
  cosd: within(isInfinite, ofX(`${BEHIND} * ${cosineTo90(QUARTER)}`)),
  tand: within(isInfinite, ofX(ratioTo90(sineTo90, cosineTo90))),
  cotd: within(isInfinite, ofX(ratioTo90(cosineTo90, sineTo90))),
  asind: within(
    exceedsOne,
    ofX(`CASE WHEN ${GIVEN} >= 0 OR isnan(${GIVEN}) THEN ${arcSine(GIVEN)} ELSE - ${arcSine(`(- ${GIVEN})`)} END`),
  ),
  acosd: within(
    exceedsOne,
    ofX(`CASE WHEN ${GIVEN} >= 0 OR isnan(${GIVEN}) THEN ${ARC_COSINE} ELSE 90 + ${arcSine(`(- ${GIVEN})`)} END`),
  ),
  atand: (call, render) => sql`((atan(${render.value(argument(call, 0, render))}) / atan(1::DOUBLE)) * 45)`,
  atan2d: (call, render) => sql`((${named('atan2')(call, render)} / atan(1::DOUBLE)) * 45)`,
  degrees: toDegrees,
  radians: named('radians'),
}
