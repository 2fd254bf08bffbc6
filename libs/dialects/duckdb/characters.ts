import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, castTo, named, typed, values } from '../base/rewrites.ts'
import { NOTHING, raw, sql } from '../base/sql.ts'
import { ITEM } from './lambda-names.ts'
import { raise } from './raise.ts'
import { charClass } from './regular-expressions/char-classes.ts'
import { complement } from './regular-expressions/char-set.ts'
import { printRe2 } from './regular-expressions/print-re2.ts'
import { lowerText, strictly, upperText } from './text.ts'

const ALNUM = charClass('alnum') ?? []

/** Runs of letters and digits, and of what lies between them. */
const WORDS = `${printRe2({ kind: 'set', set: ALNUM })}+|${printRe2({ kind: 'set', set: complement(ALNUM) })}+`

const initcap: FunctionRewrite = (call, render) => {
  const text = render.value(argument(call, 0, render))
  const word = sql`${upperText(raw(`${ITEM}[1]`))} || ${lowerText(raw(`${ITEM}[2:]`))}`
  return sql`array_to_string(list_transform(regexp_extract_all(${text}, '${WORDS}'), lambda ${ITEM}: ${word}), '')`
}

const CHEROKEE_SMALL = range(0xab70, 0xabbf) + range(0x13f8, 0x13fd)
const CHEROKEE = range(0x13a0, 0x13ef) + range(0x13f0, 0x13f5)
/** Where folding goes further than lower case. */
const FOLDED_FROM = `µſ\u0345ςϐϑϕϖϰϱϵᲀᲁᲂᲃᲄᲅᲆᲇᲈẛ\u1fbe\u1fd3\u1fe3\ufb05${CHEROKEE_SMALL}`
const FOLDED_TO = `μsισβθφπκρεвдосттъѣꙋṡι\u0390\u03b0\ufb06${CHEROKEE}`

function range(first: number, last: number): string {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index))
}

/** Lower case, and on to one form of letters that have several; İ, whose lower case is i, stays. */
const casefold: FunctionRewrite = (call, render) => {
  const text = render.value(argument(call, 0, render))
  const fold = sql`translate(${lowerText(raw(ITEM))}, '${FOLDED_FROM}', '${FOLDED_TO}')`
  return sql`array_to_string(list_transform(string_split(${text}, 'İ'), lambda ${ITEM}: ${fold}), 'İ')`
}

const chr: FunctionRewrite = (call, render) => {
  const code = render.value(argument(call, 0, render))
  const negative = raise('22023', 'character number must be positive')
  const none = raise('54000', 'null character not permitted')
  const invalid = raise('54000', 'requested character not valid for encoding')
  const inRange = sql`(${code} BETWEEN 1 AND 55295 OR ${code} BETWEEN 57344 AND 1114111)`
  return sql`CASE WHEN ${inRange} THEN chr(${code}) WHEN ${code} < 0 THEN ${negative} WHEN ${code} = 0 THEN ${none} WHEN ${code} IS NOT NULL THEN ${invalid} END`
}

/** overlay(text, replacement, from, count): what is before, the replacement, what is behind. */
const overlay: FunctionRewrite = (call, render) => {
  const printed = values(call, render)
  const [text = NOTHING, replacement = NOTHING, from = NOTHING] = printed
  const isBinary = typeOf(argument(call, 0, render)).kind === 'binary'
  const count = printed[3] ?? sql`${isBinary ? 'octet_length' : 'length'}(${replacement})`
  const end = sql`CAST(${from} AS BIGINT) + ${count}`
  const behind = sql`greatest(${end}, 1)`
  const before = sql`CAST(${from} AS BIGINT) - 1`
  const parts = isBinary
    ? sql`array_slice(${text}, 1, ${before}) || ${replacement} || array_slice(${text}, ${behind}, octet_length(${text}))`
    : sql`left(${text}, ${before}) || ${replacement} || substr(${text}, ${behind})`
  const cut = sql`CASE WHEN ${from} <= 0 THEN ${raise('22011', 'negative substring length not allowed')} WHEN ${end} > 2147483647 THEN ${raise('22003', 'integer out of range')} ELSE ${parts} END`
  return strictly(call.arguments, printed, cut)
}

const bitLength: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  return sql`8 * ${typeOf(value).kind === 'binary' ? 'octet_length' : 'strlen'}(${render.value(value)})`
}

/** Digits to a base of a power of two; a negative number as its two's complement. */
const inBase =
  (letter: 'x' | 'b' | 'o'): FunctionRewrite =>
  (call, render) => {
    const value = argument(call, 0, render)
    const number = render.value(value)
    const modulus = typeOf(value).kind === 'int32' ? '4294967296' : '18446744073709551616'
    const positive = sql`CASE WHEN ${number} < 0 THEN CAST(${number} AS HUGEINT) + ${modulus} ELSE ${number} END`
    if (letter === 'x') return sql`format('{:x}', CAST(${positive} AS UBIGINT))`
    return sql`format('{:${letter}}', CAST(${positive} AS UBIGINT))`
  }

/** PostgreSQL's words that are not names unless quoted. */
const KEYWORDS =
  'all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real references returning right row select session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable'

const KEYWORD_LIST = KEYWORDS.split(' ')
  .map((word) => `'${word}'`)
  .join(', ')

const quoteIdent: FunctionRewrite = (call, render) => {
  const text = render.value(argument(call, 0, render))
  const plain = sql`regexp_full_match(${text}, '[a-z_][a-z0-9_]*') AND ${text} NOT IN (${KEYWORD_LIST})`
  return sql`CASE WHEN ${plain} THEN ${text} ELSE '"' || replace(${text}, '"', '""') || '"' END`
}

const quoteLiteral: FunctionRewrite = (call, render) => {
  const text = render.value(argument(call, 0, render))
  const mark = sql`CASE WHEN contains(${text}, '\\') THEN 'E' ELSE '' END`
  return sql`(${mark} || '''' || replace(replace(${text}, '''', ''''''), '\\', '\\\\') || '''')`
}

/** Characters, numbers in other bases, and text as SQL quotes it. */
export const CHARACTERS: FunctionTable = {
  ascii: named('ascii'),
  chr,
  initcap,
  casefold,
  translate: named('translate'),
  overlay: (call, render) => castTo(overlay(call, render), call.type, call, render),
  bit_length: typed(bitLength),
  to_hex: inBase('x'),
  to_bin: inBase('b'),
  to_oct: inBase('o'),
  quote_ident: quoteIdent,
  quote_literal: quoteLiteral,
}
