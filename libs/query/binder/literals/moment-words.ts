/** What a word means inside a date or a time. */
export type MomentWord =
  | {
      readonly kind: 'moment'
      readonly name: 'now' | 'today' | 'tomorrow' | 'yesterday' | 'epoch' | 'infinity' | '-infinity' | 'allballs'
    }
  | { readonly kind: 'month'; readonly month: number }
  | { readonly kind: 'half'; readonly half: 'am' | 'pm' }
  | { readonly kind: 'era'; readonly era: 'ad' | 'bc' }
  | { readonly kind: 'label'; readonly label: 'julian' | 'other' }
  | { readonly kind: 'weekday' | 'time follows' | 'daylight' | 'nothing' }

const MONTHS = 'january february march april may june july august september october november december'.split(' ')
const WEEKDAYS =
  'fri friday mon monday sat saturday sun sunday thu thur thurs thursday tue tues tuesday wed wednesday weds'
const MOMENTS = ['now', 'today', 'tomorrow', 'yesterday', 'epoch', 'infinity', '-infinity', 'allballs'] as const

/** PostgreSQL's datetktbl; only the first ten letters of a word count. */
export const MOMENT_WORDS: ReadonlyMap<string, MomentWord> = new Map<string, MomentWord>([
  ...MOMENTS.map((name): [string, MomentWord] => [name, { kind: 'moment', name }]),
  ['+infinity', { kind: 'moment', name: 'infinity' }],
  ...MONTHS.flatMap((name, index): [string, MomentWord][] => [
    [name, { kind: 'month', month: index + 1 }],
    [name.slice(0, 3), { kind: 'month', month: index + 1 }],
  ]),
  ['sept', { kind: 'month', month: 9 }],
  ...WEEKDAYS.split(' ').map((name): [string, MomentWord] => [name, { kind: 'weekday' }]),
  ['am', { kind: 'half', half: 'am' }],
  ['pm', { kind: 'half', half: 'pm' }],
  ['ad', { kind: 'era', era: 'ad' }],
  ['bc', { kind: 'era', era: 'bc' }],
  ...['j', 'jd', 'julian'].map((name): [string, MomentWord] => [name, { kind: 'label', label: 'julian' }]),
  ...['d', 'dow', 'doy', 'h', 'isodow', 'isoyear', 'm', 'mm', 's', 'y'].map((name): [string, MomentWord] => [
    name,
    { kind: 'label', label: 'other' },
  ]),
  ['t', { kind: 'time follows' }],
  ['dst', { kind: 'daylight' }],
  ['at', { kind: 'nothing' }],
  ['on', { kind: 'nothing' }],
])

/** The meaning of a word; undefined for one that is none of a date's. */
export function momentWord(text: string): MomentWord | undefined {
  return MOMENT_WORDS.get(text.slice(0, 10))
}
