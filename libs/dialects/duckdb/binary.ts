import { typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument, castTo, constantText, infix, named, typed, values } from '../base/rewrites.ts'
import { NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { ITEM } from './lambda-names.ts'
import { raise } from './raise.ts'
import { strictly, TEXT } from './text.ts'

const SPACES = `'[ \\t\\n\\r]'`
const PAIRS = '([ \\t\\n\\r]*[0-9a-fA-F]{2})*[ \\t\\n\\r]*'

/** Bytes as lower-case hexadecimal digits. */
export function hexOf(bytes: Sql): Sql {
  return sql`lower(hex(${bytes}))`
}

/** Bytes as pairs of hexadecimal digits, a space behind each. */
function pairsOf(bytes: Sql): Sql {
  return sql`regexp_replace(hex(${bytes}), '(..)', '\\1 ', 'g')`
}

/** Hexadecimal digits, with white space between pairs of them, as bytes. */
export function bytesOfHex(text: Sql): Sql {
  const digits = sql`regexp_replace(${text}, ${SPACES}, '', 'g')`
  const badDigit = raise('22023', 'invalid hexadecimal digit')
  const oddCount = raise('22023', 'invalid hexadecimal data: odd number of digits')
  return sql`CASE WHEN regexp_full_match(${text}, '${PAIRS}') THEN unhex(${digits}) WHEN regexp_full_match(${text}, '${PAIRS}[0-9a-fA-F]') THEN ${oddCount} WHEN ${text} IS NOT NULL THEN ${badDigit} END`
}

/** Text with a byte as \ooo and a backslash as two, as bytes. */
export function bytesOfEscapes(text: Sql): Sql {
  const valid = sql`regexp_full_match(${text}, '(?s)([^\\\\]|\\\\\\\\|\\\\[0-3][0-7]{2})*')`
  const tokens = sql`regexp_extract_all(${text}, '(?s)\\\\[0-3][0-7]{2}|\\\\\\\\|[^\\\\]+')`
  const octal = sql`64 * CAST(${ITEM}[2] AS INTEGER) + 8 * CAST(${ITEM}[3] AS INTEGER) + CAST(${ITEM}[4] AS INTEGER)`
  const token = sql`CASE WHEN ${ITEM} = '\\\\' THEN '5C' WHEN ${ITEM}[1] = '\\' THEN format('{:02X}', ${octal}) ELSE hex(encode(${ITEM})) END`
  const bytes = sql`unhex(array_to_string(list_transform(${tokens}, lambda ${ITEM}: ${token}), ''))`
  const fault = raise('22P02', 'invalid input syntax for type bytea')
  return sql`CASE WHEN ${valid} THEN ${bytes} WHEN ${text} IS NOT NULL THEN ${fault} END`
}

function bytesOfBase64(text: Sql): Sql {
  const digits = sql`regexp_replace(${text}, ${SPACES}, '', 'g')`
  const full = `'([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?'`
  const inner = raise('0A000', 'padding within base64 is not supported')
  const fault = raise('22023', 'invalid base64 end sequence')
  return sql`CASE WHEN regexp_full_match(${digits}, ${full}) THEN from_base64(${digits}) WHEN regexp_matches(${digits}, '=[^=]') THEN ${inner} WHEN ${text} IS NOT NULL THEN ${fault} END`
}

/** Base64 in lines of 76, each with a newline behind it when it is full. */
function base64Of(bytes: Sql): Sql {
  return sql`regexp_replace(to_base64(${bytes}), '(.{76})', '\\1' || chr(10), 'g')`
}

/** Zero bytes and those above 127 as \ooo, a backslash as two. */
function escapesOf(bytes: Sql): Sql {
  const code = raw(`CAST('0x' || ${ITEM} AS INTEGER)`)
  const text = sql`CASE WHEN ${ITEM} = '5C' THEN '\\\\' WHEN ${ITEM} = '00' OR ${ITEM} >= '80' THEN format('\\{:03o}', ${code}) ELSE chr(${code}) END`
  return sql`array_to_string(list_transform(regexp_extract_all(hex(${bytes}), '..'), lambda ${ITEM}: ${text}), '')`
}

function inFormat(
  call: PrintedCall,
  render: ExpressionRenderer,
  formats: Readonly<Record<string, (value: Sql) => Sql>>,
): Sql {
  const value = render.value(argument(call, 0, render))
  const name = constantText(call, 1, render).toLowerCase()
  const write = Object.hasOwn(formats, name) ? formats[name] : undefined
  if (write !== undefined) return write(value)
  const fault = raise('22023', `unrecognized encoding: "${name.replaceAll("'", "''")}"`)
  return castTo(sql`CASE WHEN ${value} IS NOT NULL THEN ${fault} END`, call.type, call, render)
}

const encode: FunctionRewrite = (call, render) =>
  inFormat(call, render, { hex: hexOf, base64: base64Of, escape: escapesOf })

const decode: FunctionRewrite = (call, render) =>
  inFormat(call, render, { hex: bytesOfHex, base64: bytesOfBase64, escape: bytesOfEscapes })

function requireUtf8(call: PrintedCall, render: ExpressionRenderer): void {
  if (!/^utf-?8$/i.test(constantText(call, 1, render))) render.refuse('FUNCTION_NOT_EXACT', call)
}

const convertFrom: FunctionRewrite = (call, render) => {
  requireUtf8(call, render)
  const bytes = render.value(argument(call, 0, render))
  const text = sql`TRY(decode(${bytes}))`
  const fault = raise('22021', 'invalid byte sequence for encoding "UTF8"')
  return sql`CASE WHEN ${text} IS NULL OR contains(${text}, chr(0)) THEN CASE WHEN ${bytes} IS NOT NULL THEN ${fault} END ELSE ${text} END`
}

const convertTo: FunctionRewrite = (call, render) => {
  requireUtf8(call, render)
  return sql`encode(${render.value(argument(call, 0, render))})`
}

/** Raises for a number that is no byte's. */
function withinBytes(call: PrintedCall, render: ExpressionRenderer, value: (bytes: Sql, at: Sql) => Sql): Sql {
  const printed = values(call, render)
  const [bytes = NOTHING, at = NOTHING] = printed
  const fault = sql`error('2202E: index ' || ${at} || ' out of valid range, 0..' || (octet_length(${bytes}) - 1))`
  const checked = sql`CASE WHEN ${at} < 0 OR ${at} >= octet_length(${bytes}) THEN ${fault} ELSE ${value(bytes, at)} END`
  return castTo(strictly(call.arguments, printed, checked), call.type, call, render)
}

const getByte: FunctionRewrite = (call, render) =>
  withinBytes(
    call,
    render,
    (bytes, at) => sql`CAST('0x' || hex(array_slice(${bytes}, ${at} + 1, ${at} + 1)) AS INTEGER)`,
  )

const setByte: FunctionRewrite = (call, render) => {
  const value = render.value(argument(call, 2, render))
  return withinBytes(call, render, (bytes, at) => {
    const byte = sql`unhex(format('{:02X}', ${value} & 255))`
    return sql`array_slice(${bytes}, 1, ${at}) || ${byte} || array_slice(${bytes}, ${at} + 2, octet_length(${bytes}))`
  })
}

/** substring(bytes, from, for), as of text. */
const binarySubstring: FunctionRewrite = (call, render) => {
  const printed = values(call, render)
  const [bytes = NOTHING, from = NOTHING, count] = printed
  const start = sql`greatest(CAST(${from} AS BIGINT), 1)`
  if (count === undefined) {
    return strictly(call.arguments, printed, sql`array_slice(${bytes}, ${start}, octet_length(${bytes}))`)
  }
  const end = sql`greatest(CAST(${from} AS BIGINT) + ${count} - 1, 0)`
  const fault = raise('22011', 'negative substring length not allowed')
  const cut = sql`CASE WHEN ${count} < 0 THEN ${fault} WHEN ${end} < ${start} THEN unhex('') ELSE array_slice(${bytes}, ${start}, ${end}) END`
  return strictly(call.arguments, printed, cut)
}

/** Where bytes begin in others. */
const binaryPosition: FunctionRewrite = (call, render) => {
  const [bytes = NOTHING, part = NOTHING] = values(call, render).map(pairsOf)
  return castTo(sql`(strpos(${bytes}, ${part}) + 2) // 3`, call.type, call, render)
}

/** The bytes without those of a set at their ends. */
const binaryTrim =
  (...ends: readonly ('start' | 'end')[]): FunctionRewrite =>
  (call, render) => {
    const [bytes = NOTHING, set = NOTHING] = values(call, render)
    const one = sql`'((' || array_to_string(regexp_extract_all(hex(${set}), '..'), '|') || ') )+'`
    const cut = ends.reduce(
      (text, end) => sql`regexp_replace(${text}, ${end === 'start' ? sql`'^' || ${one}` : sql`${one} || '$'`}, '')`,
      pairsOf(bytes),
    )
    return sql`unhex(replace(${cut}, ' ', ''))`
  }

/** Bytes in the opposite order. */
const binaryReverse: FunctionRewrite = (call, render) =>
  sql`unhex(array_to_string(list_reverse(regexp_extract_all(hex(${render.value(argument(call, 0, render))}), '..')), ''))`

/** A function of text that takes bytes too. */
function orText(name: keyof typeof TEXT, rewrite: FunctionRewrite): FunctionRewrite {
  const ofText = TEXT[name]
  return (call, render) => {
    if (typeOf(argument(call, 0, render)).kind === 'binary') return rewrite(call, render)
    return ofText === undefined ? render.refuse('FUNCTION_NOT_EXACT', call) : ofText(call, render)
  }
}

/** Bytes. Of digests the kernel has md5 and sha256. */
export const BINARY: FunctionTable = {
  length: orText('length', typed(named('octet_length'))),
  substring: orText('substring', binarySubstring),
  position: orText('position', binaryPosition),
  trim: orText('trim', binaryTrim('start', 'end')),
  ltrim: orText('ltrim', binaryTrim('start')),
  rtrim: orText('rtrim', binaryTrim('end')),
  reverse: orText('reverse', binaryReverse),
  binary_concat: typed(infix('||')),
  encode,
  decode,
  convert_from: convertFrom,
  convert_to: convertTo,
  get_byte: getByte,
  set_byte: setByte,
  sha256: (call, render) => sql`unhex(sha256(${render.value(argument(call, 0, render))}))`,
}
