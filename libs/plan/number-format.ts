/** Where and how a format of to_char and to_number shows the sign. */
export type SignStyle = 'plain' | 'S' | 'MI' | 'PL' | 'SG' | 'PR'

/** A format of numbers: text, a sign, digits before the point with commas among them, digits after it. */
export interface NumberFormat {
  /** FM: nothing is filled in. */
  readonly isBare: boolean
  readonly before: string
  readonly sign: { readonly style: SignStyle; readonly stands: 'before' | 'after' }
  /** One character for each digit before the point, with commas among them: `9,999`. */
  readonly whole: string
  /** How many digits stand before the point. */
  readonly digits: number
  /** How many of them are written at least, as zeros. */
  readonly zeros: number
  /** How many digits stand after the point; without any there is no point. */
  readonly places: number
  /** How many of those FM keeps. */
  readonly keptPlaces: number
  readonly after: string
}

const TEXT = '(?:"[^"\\\\]*"|[ $%€£¥/:()#*=+-])*'
const PATTERN = new RegExp(
  `^(FM|fm)?(${TEXT})(S|s|MI|mi|PL|pl|SG|sg)?([09](?:[,Gg]?[09])*)(?:[.Dd]([09]+))?(S|s|MI|mi|PL|pl|SG|sg|PR|pr)?(${TEXT})$`,
)
const STYLES: readonly SignStyle[] = ['S', 'MI', 'PL', 'SG', 'PR']

/** The parts of a format; undefined for one that has others, or in another order. */
export function parseNumberFormat(format: string): NumberFormat | undefined {
  const found = PATTERN.exec(format)
  if (found === null) return undefined
  const [, bare, before = '', first, written = '', fraction = '', last, after = ''] = found
  if (first !== undefined && last !== undefined) return undefined
  const whole = written.replace(/[Gg]/g, ',')
  const places = whole.replaceAll(',', '')
  return {
    isBare: bare !== undefined,
    before: before.replaceAll('"', ''),
    sign: { style: styleOf(first ?? last), stands: first === undefined ? 'after' : 'before' },
    whole,
    digits: places.length,
    zeros: places.includes('0') ? places.length - places.indexOf('0') : 0,
    places: fraction.length,
    keptPlaces: fraction.lastIndexOf('0') + 1,
    after: after.replaceAll('"', ''),
  }
}

function styleOf(written: string | undefined): SignStyle {
  return STYLES.find((style) => style === written?.toUpperCase()) ?? 'plain'
}
