import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, infix, named, values } from '../base/rewrites.ts'
import { joinSql, NOTHING, type Sql, sql } from '../base/sql.ts'

/** Our collation: bytewise order, Unicode's classes and cases. */
export const OURS = ' COLLATE "pg_c_utf8"'

/** `x LIKE pattern ESCAPE '\'`: the escape is always said. */
const like: FunctionRewrite = (call, render) => {
  const [value, pattern, escaping] = values(call, render)
  return sql`(${value ?? NOTHING} LIKE ${pattern ?? NOTHING} ESCAPE ${escaping ?? "E'\\\\'"})`
}

/** strpos takes no bytes. */
const position: FunctionRewrite = (call, render) => {
  const [text = NOTHING, part = NOTHING] = values(call, render)
  const isBinary = typeOf(argument(call, 0, render)).kind === 'binary'
  return isBinary ? sql`position(${part} IN ${text})` : sql`strpos(${text}, ${part})`
}

/** Text, less what follows a server's locale. */
export const TEXT: FunctionTable = {
  like,
  text_concat: infix('||'),
  concat: named('concat'),
  concat_ws: named('concat_ws'),
  length: named('length'),
  octet_length: named('octet_length'),
  trim: named('btrim'),
  ltrim: named('ltrim'),
  rtrim: named('rtrim'),
  substring: named('substring'),
  left: named('left'),
  right: named('right'),
  lpad: named('lpad'),
  rpad: named('rpad'),
  replace: named('replace'),
  position,
  split_part: named('split_part'),
  starts_with: named('starts_with'),
  // Bytes only from 18 on.
  reverse: (call, render) =>
    call.type.kind === 'binary' ? render.refuse('FUNCTION_NOT_EXACT', call) : named('reverse')(call, render),
  repeat: named('repeat'),
  md5: named('md5'),
  ascii: named('ascii'),
  chr: named('chr'),
  translate: named('translate'),
  overlay: (call, render) => {
    const [text = NOTHING, replacement = NOTHING, from = NOTHING, count] = values(call, render)
    const counted = count === undefined ? NOTHING : sql` FOR ${count}`
    return sql`overlay(${text} PLACING ${replacement} FROM ${from}${counted})`
  },
  binary_concat: infix('||'),
  encode: named('encode'),
  decode: named('decode'),
  convert_from: named('convert_from'),
  convert_to: named('convert_to'),
  get_byte: named('get_byte'),
  set_byte: named('set_byte'),
  sha224: named('sha224'),
  sha256: named('sha256'),
  sha384: named('sha384'),
  sha512: named('sha512'),
  bit_length: named('bit_length'),
  to_hex: named('to_hex'),
  quote_literal: named('quote_literal'),
}

/** `text op pattern` under our collation. */
const matching =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const [text = NOTHING, pattern = NOTHING, escaping] = values(call, render)
    return sql`(${text}${OURS} ${operator} ${pattern} ESCAPE ${escaping ?? "E'\\\\'"})`
  }

/** `name(text, ...)` under our collation. */
const collated =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const [text = NOTHING, ...others] = values(call, render)
    const first: Sql = sql`${text}${OURS}`
    return sql`${name}(${joinSql([first, ...others], ', ')})`
  }

/** substring(text SIMILAR pattern ESCAPE e). */
const similarSubstring: FunctionRewrite = (call, render) => {
  const [text = NOTHING, pattern = NOTHING, escaping] = values(call, render)
  return sql`substring(${text}${OURS} SIMILAR ${pattern} ESCAPE ${escaping ?? "E'\\\\'"})`
}

/** What follows classes and cases of characters, from 17 on, when the server has our collation built in. */
export const TEXT_FROM_17: FunctionTable = {
  lower: collated('lower'),
  upper: collated('upper'),
  initcap: collated('initcap'),
  to_bin: named('to_bin'),
  to_oct: named('to_oct'),
  ilike: matching('ILIKE'),
  similar_to: matching('SIMILAR TO'),
  similar_substring: similarSubstring,
  regexp_like: (call, render) =>
    call.arguments.length > 2
      ? collated('regexp_like')(call, render)
      : sql`(${render.value(argument(call, 0, render))}${OURS} ~ ${render.value(argument(call, 1, render))})`,
  regexp_substring: collated('substring'),
  regexp_replace: collated('regexp_replace'),
  regexp_count: collated('regexp_count'),
  regexp_instr: collated('regexp_instr'),
  regexp_substr: collated('regexp_substr'),
  regexp_match: collated('regexp_match'),
  regexp_split_to_array: collated('regexp_split_to_array'),
}
