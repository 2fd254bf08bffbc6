/** Texts that are told apart by bytes, code points, case and emptiness; numbers that count into them. */
export const TEXT_TABLES = String.raw`
  create table texts (id int, s text, t text, n int, v text);
  insert into texts values (1, 'hello', 'l', 2, '12-34'), (2, '', '', 0, 'foo bar'), (3, 'Ünïcödé ßẞ', 'ö', -1, 'a'), (4, null, 'x', null, null),
  (5, 'a''b\c', '\', 1, 'b@c.de'), (6, 'ab  ', ' ', 5, 'ab'), (7, '𝄞x𝄞', '𝄞', 3, 'x1y22z333'), (8, 'Hello WORLD-foo é1b _ab ⓐx', 'o', 100, E'one\ntwo'),
  (9, 'select', 'A', 2147483647, ' pad '), (10, 'İǅςΣꭰᏸ', 'i', -2147483648, 'ÀÉ à1'), (11, 'x%y_z', '%', 4, 'aaa'), (12, 'ab\', 'ab', 7, 'abcabcabc');`

export const TEXT: readonly string[] = [
  'select id, ascii(s), ascii(t), bit_length(s), initcap(s), initcap(v), casefold(s), casefold(v) from texts',
  "select id, translate(s, 'lo', 'x'), translate(s, '', 'x'), translate(s, 'aab', 'xyz'), translate(s, t, v) from texts",
  'select id, overlay(s placing t from 2), overlay(s placing v from 2 for 3), overlay(s placing t from 1 for 0) from texts',
  "select overlay('abcdef' placing 'XY' from n for -2) from texts where n > 0",
  'select overlay(s placing t from n) from texts where id = 3',
  'select id, overlay(s placing t from n for 1) from texts where n > 0',
  'select id, to_hex(n), to_bin(n), to_oct(n), to_hex(n::bigint), to_oct(n::bigint * 4294967296) from texts',
  'select to_hex(1::smallint)',
  'select id, chr(ascii(s)) from texts where ascii(s) > 0',
  'select chr(n) from texts where id = 2',
  'select chr(n) from texts where id = 3',
  'select chr(n) from texts where id = 9',
  'select chr(55296)',
  'select id, quote_ident(s), quote_ident(t), quote_ident(v), quote_literal(s), quote_literal(n), quote_nullable(s), quote_nullable(n) from texts',
  "select id, format('%s|%s|%%|%L|%2$s|%1$s', s, n, t) from texts",
  "select id, format('%-8s|%8s|%*s|%-*s|', s, t, 5, v, 5, v), format('%3$s %s', 1, 2, 3, 4) from texts",
  "select format('%I.%I', 'a b', coalesce(s, 'x')) from texts",
  "select id, format('%s %L', n > 1, n > 1) from texts",
  "select format('%s')",
  "select format('%x', 1)",
  "select format('%0$s', 1)",
  "select format('abc%')",
  'select format(null), id from texts',
  "select id, concat(s, n, n > 1, null), concat_ws('-', s, n, null, n > 1), null || s, s || null || t from texts",
  "select id, s like 'a%', s like '%\\_%', s like '%#%%' escape '#', s not like '%l%', s ilike 'HELLO', s ilike '%Ö%', s like t from texts where id <> 5",
  "select id, s like 'ab\\' from texts where id <> 12 and id <> 6",
  "select s like 'ab\\' from texts",
  "select id, s like '%zz\\' from texts",
  "select id, s like '%_\\' from texts where s = ''",
  "select s like 'a' escape 'bc' from texts",
  "select id, string_to_array(s, t), string_to_array(v, ' '), string_to_array(s, null), string_to_array(s, ''), string_to_array(s, 'l', ''), string_to_array(s, 'l', 'o'), string_to_array(s, 'l', null) from texts",
  'select id, s < \'b\' collate "C", s collate "C" >= t, s collate "C" in (\'a\', \'hello\'), s between \'a\' and \'i\' collate "POSIX", s like \'h%\' collate "C", lower(s collate "pg_c_utf8"), upper(s collate "default") from texts order by s collate "C", id',
  "select normalize('é', NFD), normalize('ﬁ', NFKC), 'é' is normalized, 'é' is nfd normalized, normalize(null::text)",
  String.raw`select unistr('\0061\+01F600\u0041\\\U00000062'), unistr('\d83d\de00'), unistr(null)`,
  String.raw`select unistr('\xyz')`,
  String.raw`select unistr('\d83d')`,
  "select id, starts_with(s, t), s ^@ 'he', strpos(s, t), position(t in s) from texts",
]

/** Texts taken apart to rows. */
export const TEXT_ROWS: readonly string[] = [
  'select t.id, p, n from texts t, string_to_table(t.s, t.t) with ordinality as r(p, n) order by 1, 3',
  "select id, string_to_table(v, ' '), string_to_table(s, 'l', 'o') as part from texts",
  'select id, string_to_table(s, null) from texts',
  "select id, string_to_table(s, ''), string_to_table(s, 'l', '') from texts",
  "select t.id, p from texts t left join string_to_table(t.v, '-') p on true",
  "select * from string_to_table('a,b,,c', ',', '')",
  "select string_to_table from string_to_table('a,b', ',')",
  "select p || '!' from string_to_table('ä,𝄞', ',') p",
  "select count(*) from string_to_table('', ',')",
  'select count(*) from string_to_table(null, null)',
  "select sum(p::int) from string_to_table('1,2,3', ',') p",
  'select string_to_table(1, 2)',
  "select * from string_to_table('a')",
]

/** Of functions that are asked of no source. */
export const REFUSED_TEXT: readonly string[] = [
  'select lower(s collate "C") from texts',
  'select s < t collate "en_US" from texts',
  'select normalize(s) from texts',
  'select format(s, 1) from texts',
  "select format('%I', s) from texts",
]
