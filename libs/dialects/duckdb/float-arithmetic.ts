import { isFloat } from '#arrow'
import type { Expression } from '#plan'
import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { joinSql, type Sql, sql } from '../base/sql.ts'
import { OVERFLOW, UNDERFLOW } from './raise.ts'
import { unlessZero } from './unless-zero.ts'

const OPERATORS: Readonly<Record<string, '+' | '-' | '*' | '/'>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
}

interface Factor {
  readonly value: Sql
  /** Of a constant, its size. */
  readonly size: number | undefined
}

/** Factors and divisors of one product, and what they give. */
interface Product {
  readonly factors: Factor[]
  readonly divisors: Factor[]
}

interface Printed extends Product {
  readonly result: Sql
}

/**
 * Float arithmetic as one tree: an overflow anywhere in it shows at its root, where it is raised, and an underflow at
 * the product that is zero though none of its factors is.
 */
export function floatArithmetic(call: PrintedCall, render: ExpressionRenderer): Sql {
  const leaves: Sql[] = []
  const products: Printed[] = []

  const printed = (part: Expression | PrintedCall, product: Product | undefined): Sql => {
    const operator = operatorOf(part)
    if (operator === '*' || operator === '/') return ofProduct(part, operator, product)
    const value = operator === undefined ? leaf(part) : ofSum(part, operator)
    product?.factors.push({ value, size: sizeOf(part) })
    return value
  }

  const leaf = (part: Expression | PrintedCall): Sql => {
    const value = render.value(part as Expression)
    if (!Number.isFinite(sizeOf(part))) leaves.push(value)
    return value
  }

  const ofSum = (part: Expression | PrintedCall, operator: '+' | '-'): Sql => {
    const [left, right] = sidesOf(part)
    return sql`(${printed(left, undefined)} ${operator} ${printed(right, undefined)})`
  }

  const ofProduct = (part: Expression | PrintedCall, operator: '*' | '/', outer: Product | undefined): Sql => {
    const product = outer ?? { factors: [], divisors: [] }
    const [left, right] = sidesOf(part)
    const first = printed(left, product)
    const second = operator === '*' ? printed(right, product) : ofDivisor(right)
    if (operator === '/') product.divisors.push({ value: second, size: sizeOf(right) })
    const plain = sql`(${first} ${operator} ${second})`
    const result = operator === '/' ? unlessZero(part as PrintedCall, first, second, plain) : plain
    if (outer === undefined && canVanish(product)) products.push({ ...product, result })
    return result
  }

  /** A product to divide by is looked at by itself, before it is found to be zero. */
  const ofDivisor = (divisor: Expression): Sql => {
    const operator = operatorOf(divisor)
    return operator === '*' || operator === '/' ? leaf(divisor) : printed(divisor, undefined)
  }

  const sidesOf = (part: Expression | PrintedCall): readonly [Expression, Expression] => {
    const [left, right] = 'arguments' in part ? part.arguments : []
    return left === undefined || right === undefined ? render.refuse('FUNCTION_NOT_EXACT', call) : [left, right]
  }

  const result = printed(call, undefined)
  const finite = leaves.flatMap((input) => sql` AND isfinite(${input})`)
  const overflow = sql`WHEN NOT isfinite(${result})${finite} THEN ${OVERFLOW}`
  const vanished = products.map((product) => sql` WHEN ${hasVanished(product)} THEN ${UNDERFLOW}`)
  return sql`CASE ${overflow}${vanished.flat()} ELSE ${result} END`
}

function operatorOf(part: Expression | PrintedCall): '+' | '-' | '*' | '/' | undefined {
  return 'function' in part && isFloat(part.type) ? OPERATORS[part.function] : undefined
}

function sizeOf(part: Expression | PrintedCall): number | undefined {
  return 'kind' in part && part.kind === 'literal' && part.value !== null ? Math.abs(Number(part.value)) : undefined
}

/** False for one value times constants that make nothing smaller: it is zero only where the value is. */
function canVanish({ factors, divisors }: Product): boolean {
  const values = factors.filter(({ size }) => size === undefined)
  const grows = factors.every(({ size = 1 }) => size >= 1) && divisors.every(({ size = 2 }) => size <= 1)
  return values.length > 1 || !grows
}

/** Zero of nothing that is zero, nor divided by infinity. */
function hasVanished({ factors, divisors, result }: Printed): Sql {
  const ofFactors = factors
    .filter(({ size }) => size === undefined || size === 0)
    .map(({ value }) => sql`${value} <> 0`)
  const ofDivisors = divisors.filter(({ size }) => !Number.isFinite(size)).map(({ value }) => sql`NOT isinf(${value})`)
  return joinSql([sql`${result} = 0`, ...ofFactors, ...ofDivisors], ' AND ')
}
