/** A number of JSON as PostgreSQL's numeric prints it: without an exponent, every digit of its fraction kept. */
export function decimalText(text: string): string {
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const shift = Number(exponent)
  const digits = whole + fraction
  const point = whole.length + shift
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 1)
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const rest = padded.slice(at)
  const isZero = /^0*$/.test(digits)
  return `${isZero ? '' : sign}${integer}${rest === '' ? '' : `.${rest}`}`
}
