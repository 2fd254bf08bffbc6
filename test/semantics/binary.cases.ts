/** Bytes: none, zero, above 127, a backslash, valid and invalid UTF-8, a whole line of base64. */
export const BINARY_TABLES = String.raw`
  create table bytes (id int, b bytea, c bytea, n int, t text);
  insert into bytes values (1, '\xdeadbeef', '\xad', 1, '616263'), (2, '', '', 0, ''), (3, '\x00ff5c41', '\x00', 3, 'YWJj'), (4, null, '\x01', null, null),
  (5, convert_to('Ünï', 'UTF8'), '\xc3', 2, '\x4142'), (6, '\x0000de0000', '\x00', -1, 'a\\b\134'), (7, decode(repeat('61', 57), 'hex'), '\x6161', 9, 'YQ=='), (8, decode(repeat('61', 120), 'hex'), '\x', 100, '\x');`

export const BINARY: readonly string[] = [
  'select id, length(b), octet_length(b), bit_length(b), b || c, c || b, reverse(b), md5(b) from bytes',
  "select id, encode(b, 'hex'), encode(b, 'base64'), encode(b, 'escape'), encode(b, 'HEX') from bytes",
  "select encode(b, 'foo') from bytes",
  "select id, decode(t, 'hex') from bytes where id in (1, 2, 4)",
  "select decode(t, 'hex') from bytes where id = 3",
  "select decode('616', 'hex') from bytes",
  "select id, decode(t, 'base64') from bytes where id in (2, 3, 4, 7)",
  "select decode('YWI', 'base64'), id from bytes",
  "select decode(E'YW\\n Jj', 'base64'), decode(E'61 62\\n', 'hex') from bytes",
  "select decode('6 1', 'hex') from bytes",
  "select id, decode(t, 'escape') from bytes where id <> 5 and id <> 8",
  "select decode(t, 'escape') from bytes where id = 5",
  "select id, convert_from(b, 'UTF8') from bytes where id in (2, 4, 5, 7)",
  "select convert_from(b, 'utf-8') from bytes where id = 1",
  "select convert_from(b, 'UTF8') from bytes where id = 6",
  "select id, convert_to(t, 'UTF8') from bytes",
  'select id, get_byte(b, 0), set_byte(b, 0, 255), set_byte(b, length(b) - 1, 256) from bytes where length(b) > 0',
  'select get_byte(b, n) from bytes where id = 2',
  'select set_byte(b, n, 1) from bytes where id = 6',
  'select id, substring(b from 2), substring(b from 2 for 2), substring(b from 0 for 2), substring(b from -1 for 1), substring(b from n) from bytes',
  'select substring(b from 1 for n) from bytes where id = 6',
  'select id, position(c in b), trim(c from b), trim(leading c from b), trim(trailing c from b), btrim(b, c || c) from bytes',
  String.raw`select id, overlay(b placing c from 2), overlay(b placing '\xffff'::bytea from 1 for 1) from bytes`,
  'select id, b = c, b < c, b >= c, b is distinct from c from bytes',
  String.raw`select id, b < '\x80'::bytea, b > '\x7f'::bytea, b in ('\xdeadbeef', '\x'), case when b < c then b else c end from bytes`,
  'select id, b::text, b::text || t from bytes',
  'select id, t::bytea from bytes',
  String.raw`select 'a\'::text::bytea from bytes`,
  String.raw`select t::bytea from (values ('a\1')) v(t)`,
  String.raw`select t::bytea from (values ('\x1')) v(t)`,
  String.raw`select '\x1'::bytea`,
  String.raw`select '\xzz'::bytea`,
  String.raw`select 'ab\\c\001'::bytea, '\x41 42'::bytea, ''::bytea, 'é'::bytea`,
  String.raw`select 'a\'::bytea`,
  "select id, encode(sha256(b), 'hex') from bytes",
  'select id, concat(b, 1), b::text from bytes order by id',
]

/** Digests the kernel has not, and other encodings. */
export const REFUSED_BINARY: readonly string[] = [
  'select sha224(b) from bytes',
  'select sha512(b) from bytes',
  "select convert_from(b, 'LATIN1') from bytes",
]

/** Digests that only a server computes. */
export const DIGESTS: readonly string[] = ['select id, sha224(b), sha384(b), sha512(b) from bytes']
