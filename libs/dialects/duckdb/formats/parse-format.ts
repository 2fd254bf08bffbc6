/** A piece of a format of to_char and to_date: text as it stands, or a field. */
export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'field'
      /** As written: the case of a name decides the case of its value. */
      readonly name: string
      /** FM: no zeros and spaces are filled in. */
      readonly isBare: boolean
      readonly ordinal: 'TH' | 'th' | null
    }

/** PostgreSQL's DCH_keywords, in its order: the first that fits is taken. */
const KEYWORDS: readonly string[] =
  `A.D. A.M. AD AM B.C. BC CC DAY DDD DD DY Day Dy D FF1 FF2 FF3 FF4 FF5 FF6 FX HH24 HH12 HH IDDD ID IW IYYY IYY IY I J MI
  MM MONTH MON MS Month Mon OF P.M. PM Q RM SSSSS SSSS SS TZH TZM TZ US WW W Y,YYY YYYY YYY YY Y a.d. a.m. ad am b.c. bc
  cc day ddd dd dy d ff1 ff2 ff3 ff4 ff5 ff6 fx hh24 hh12 hh iddd id iw iyyy iyy iy i j mi mm month mon ms of p.m. pm q rm
  sssss ssss ss tzh tzm tz us ww w y,yyy yyyy yyy yy y`.split(/\s+/)

/** The parts of a format, cut as PostgreSQL's parse_format does. */
export function parseFormat(format: string): readonly FormatPart[] {
  const parts: FormatPart[] = []
  let rest = format
  while (rest !== '') {
    const prefix = /^(FM|fm|TM|tm|SP|sp)/.exec(rest)?.[0] ?? ''
    rest = rest.slice(prefix.length)
    const name = KEYWORDS.find((keyword) => rest.startsWith(keyword))
    if (name === undefined) {
      const [text, length] = textAt(rest)
      if (text !== '') parts.push({ kind: 'text', text })
      rest = rest.slice(length)
      continue
    }
    rest = rest.slice(name.length)
    const suffix = /^(TH|th)/.exec(rest)?.[0]
    const ordinal = suffix === 'TH' || suffix === 'th' ? suffix : null
    rest = rest.slice(ordinal?.length ?? 0)
    parts.push({ kind: 'field', name, isBare: prefix.toUpperCase() === 'FM', ordinal })
  }
  return parts
}

/** The next text, and how much of the format it takes; `"..."` is text whatever it says. */
function textAt(rest: string): readonly [string, number] {
  if (rest.startsWith('"')) {
    const [whole = '', inside = ''] = /^"((?:\\.|[^"\\])*)(?:"|\\?$)/s.exec(rest) ?? []
    return [inside.replace(/\\(.)/gs, '$1'), Math.max(whole.length, 1)]
  }
  if (rest.startsWith('\\"')) return ['"', 2]
  const [first = ''] = rest
  return [first, first.length]
}
