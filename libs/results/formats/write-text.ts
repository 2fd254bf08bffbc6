const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const SPACE = 32

/** JSON's escape of each byte below a space, of the quote and of the backslash; the rest have none. */
const ESCAPES: readonly (Uint8Array | undefined)[] = Array.from({ length: BACKSLASH + 1 }, (_, code) => {
  const isPlain = code >= SPACE && code !== QUOTE && code !== BACKSLASH
  return isPlain ? undefined : Buffer.from(JSON.stringify(String.fromCharCode(code)).slice(1, -1))
})

/** A text up to this length is given room for the worst; of a longer one the escapes are counted. */
const SHORT_BYTES = 4096

/** Bytes a text of JSON takes at most. */
export function jsonTextBound(text: Uint8Array, from: number, to: number): number {
  if (to - from <= SHORT_BYTES) return (to - from) * 6 + 2
  let bytes = to - from + 2
  for (let index = from; index < to; index += 1) {
    const byte = text[index] ?? 0
    bytes += byte <= BACKSLASH ? (ESCAPES[byte]?.byteLength ?? 1) - 1 : 0
  }
  return bytes
}

/** Writes UTF-8 text as a JSON string, as `JSON.stringify` does; returns where it ends. */
export function writeJsonText(text: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  let end = at
  out[end++] = QUOTE
  for (let index = from; index < to; index += 1) {
    const byte = text[index] ?? 0
    const escaped = byte <= BACKSLASH ? ESCAPES[byte] : undefined
    if (escaped === undefined) {
      out[end++] = byte
    } else {
      out.set(escaped, end)
      end += escaped.byteLength
    }
  }
  out[end++] = QUOTE
  return end
}

/** Bytes a text of CSV takes at most. */
export function csvTextBound(_text: Uint8Array, from: number, to: number): number {
  return (to - from) * 2 + 2
}

/** Writes UTF-8 text as a field of CSV (RFC 4180), in quotes where it is empty or needs them; returns where it ends. */
export function writeCsvText(text: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  let end = at
  for (let index = from; index < to; index += 1) {
    const byte = text[index] ?? 0
    if (byte === QUOTE || byte === COMMA || byte === LINE_FEED || byte === CARRIAGE_RETURN) {
      return writeQuoted(text, from, to, out, at)
    }
    out[end++] = byte
  }
  return from === to ? writeQuoted(text, from, to, out, at) : end
}

function writeQuoted(text: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  let end = at
  out[end++] = QUOTE
  for (let index = from; index < to; index += 1) {
    const byte = text[index] ?? 0
    if (byte === QUOTE) out[end++] = QUOTE
    out[end++] = byte
  }
  out[end++] = QUOTE
  return end
}
