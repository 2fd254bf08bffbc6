/** Bits and divisors of whole numbers. */
export const INTEGER_NAMES = [
  'bitwise_and',
  'bitwise_or',
  'bitwise_xor',
  'bitwise_not',
  'shift_left',
  'shift_right',
  'gcd',
  'lcm',
  'factorial',
] as const
