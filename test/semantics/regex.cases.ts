/** Asked of every text: whether it matches. */
export const TESTS: readonly string[] = [
  `select id, s ~ 'l+', s ~ '^h', s ~ 'o$', s ~* 'HELLO', s !~ 'l', s !~* 'L', s ~ '' from texts`,
  String.raw`select id, s ~ '^\w+$', s ~ '\d', s ~ '\s', s ~ '^\W', s ~ '[[:alpha:]]{3}', s ~ '[[:upper:]]', s ~ '^[^a-z]' from texts`,
  String.raw`select id, s ~* 'ö', s ~* 'SS', s ~* 'ẞ', s ~* '[à-ö]', s ~* 'ǆ', s ~ '[[:punct:]]', s ~ '[\w-]$', s ~ '\\' from texts`,
  String.raw`select id, v ~ 'one.two', v ~ '(?n)one.two', v ~ '(?n)^two', v ~ '^two', v ~ 'one$', v ~ '(?w)one$', v ~ '\Aone', v ~ 'two\Z' from texts`,
  `select id, v ~ '***=1-2', v ~ '***:(?i)FOO', v ~ '(?x) f o o # comment', v ~ '(?q)b@c.d', v ~ 'a{2,3}', v ~ 'a{x', v ~ '[]-]', v ~ '(?i)[a-b]@' from texts`,
  `select id, regexp_like(v, 'FOO', 'i'), regexp_like(v, 'o b', 'x'), regexp_like(v, null) from texts`,
  `select id, s ~ '(ab|a)(c|bcd)?', s ~ '(a|b)*c|(a|ab)*', s ~ 'a.*?b' from texts`,
  `select id, v similar to '%o%', v similar to '_+', v similar to '(a|b)%', v similar to '[0-9]{2}-%', v not similar to '%a%', v similar to 'a#%' escape '#', v similar to 'a' escape null from texts`,
  String.raw`select id, s similar to '%\%%', s similar to '%#%%' escape '#', s similar to 'hel+o', s similar to 'h.l%' from texts`,
]

/** Asked for what matches. */
export const MATCHES: readonly string[] = [
  String.raw`select id, substring(v from '[0-9]+'), substring(v from '(\d)-'), substring(v, 'a(b)?'), substring(s from 'o.?') from texts`,
  `select id, substring(v similar '%#"[0-9]+#"-%' escape '#'), substring(v similar '_#"%#"_' escape '#'), substring(v similar 'ab' escape '#') from texts`,
  String.raw`select id, regexp_replace(v, '[aeiou]', '*'), regexp_replace(v, '[aeiou]', '<\&>', 'g'), regexp_replace(v, '(\w)(\w)', '\2\1', 'g'), regexp_replace(v, 'O', '0', 'gi') from texts`,
  String.raw`select id, regexp_replace(v, '^\s+|\s+$', '', 'g'), regexp_replace(v, 'a', '\\'), regexp_replace(v, 'a', '\x'), regexp_replace(v, '(a)', '\2\1') from texts`,
  `select id, regexp_replace(v, '[a-c]', 'X', 2), regexp_replace(v, '[a-c]', 'X', 1, 2), regexp_replace(v, '[a-c]', 'X', 2, 0), regexp_replace(v, '[A-C]', 'X', 1, 3, 'i') from texts`,
  `select id, regexp_count(v, 'a'), regexp_count(v, '[a-z]+', 2), regexp_count(v, 'A', 1, 'i'), regexp_count(s, 'l') from texts`,
  `select id, regexp_instr(v, 'a'), regexp_instr(v, 'a', 1, 2), regexp_instr(v, '[a-z]+', 2, 1, 1), regexp_instr(v, 'A', 1, 1, 0, 'i') from texts`,
  `select id, regexp_instr(v, '[a-z]+', 3), regexp_instr(v, '[A-Z]+', 1, 1, 0, 'i', 0), regexp_substr(v, '[0-9]+', 2) from texts`,
  `select id, regexp_substr(v, '[a-z]+'), regexp_substr(v, '[0-9]+', 1, 2), regexp_substr(v, '([a-z])([0-9])', 1, 1, '', 2), regexp_substr(v, 'B', 2, 1, 'i') from texts`,
  String.raw`select id, regexp_match(v, '(\w+)@(\w+)'), regexp_match(v, '[a-z]+'), regexp_match(v, '(a)(b)?'), regexp_match(v, 'FOO (x)?', 'i') from texts`,
  String.raw`select id, regexp_split_to_array(v, '[0-9]+'), regexp_split_to_array(v, '\s'), regexp_split_to_array(v, 'A', 'i'), regexp_split_to_array(s, 'l') from texts`,
  String.raw`select id, substring(v from '^(.+)@(.+)$'), substring(v from '@(.+)'), regexp_replace(v, '^(.*)@(.*)$', '\2 at \1') from texts`,
  `select id, substring(v from 'a|ab|abc'), regexp_replace(v, 'foo|fo|f', 'x'), substring(v from 'o+?'), substring(v from '.*?b') from texts`,
]

/** Texts taken apart to rows by patterns. */
export const MATCH_ROWS: readonly string[] = [
  String.raw`select t.id, m, n from texts t, regexp_matches(t.v, '(\w)(\d)', 'g') with ordinality as r(m, n) order by 1, 3`,
  `select id, regexp_matches(v, '[a-z]+', 'g') from texts`,
  `select id, regexp_matches(v, '[a-z]+') from texts`,
  `select id, regexp_matches(v, '(A)(b)?', 'gi') as m from texts`,
  `select id, regexp_matches(v, '(A)(b)?', 'i') as m, regexp_matches(v, 'b', 'g') from texts`,
  `select t.id, m[1] || '!' from texts t, regexp_matches(t.s, '(l|o)', 'g') m`,
  `select t.id, m from texts t left join regexp_matches(t.s, 'ö') m on true`,
  `select regexp_matches('abc', 'x*'), regexp_matches('aXbX', 'x', 'gi')`,
  `select * from regexp_matches('foobarbequebaz', '(bar)(beque)')`,
  `select regexp_matches(v, null) from texts`,
  `select regexp_matches(v, 'a', null) from texts`,
  `select count(*) from texts t where exists (select 1 from regexp_matches(t.v, 'b', 'g'))`,
  `select t.id, p, n from texts t, regexp_split_to_table(t.v, '[0-9]+') with ordinality as r(p, n) order by 1, 3`,
  String.raw`select id, regexp_split_to_table(v, '\s') from texts`,
  `select id, regexp_split_to_table(v, 'A', 'i') as part, regexp_split_to_table(s, 'l') from texts`,
  `select * from regexp_split_to_table('a1b22c', '\\d+')`,
  `select regexp_matches(s, '(') from texts`,
  `select regexp_matches(s, 'a', 'z') from texts`,
  `select regexp_split_to_table(s, 'a', 'g') from texts`,
  'select regexp_matches(1, 2)',
]

/** What PostgreSQL refuses, with its SQLSTATE. */
export const FAULTS: readonly string[] = [
  `select s ~ '(' from texts`,
  `select s ~ 'a**' from texts`,
  `select s ~ 'a{2,1}' from texts`,
  `select s ~ '[z-a]' from texts`,
  `select s ~ '[[:word' from texts`,
  String.raw`select s ~ '\q' from texts`,
  `select regexp_replace(s, 'a', 'b', 'z') from texts`,
  `select regexp_count(s, 'a', 0) from texts`,
  `select regexp_instr(s, 'a', 1, 0) from texts`,
  `select s similar to 'a' escape 'bc' from texts`,
  `select 1 ~ 'a'`,
]

/** Patterns whose matches cannot be had exactly, and those that are not constant. */
export const REFUSED_PATTERNS: readonly string[] = [
  String.raw`select s ~ '(a)\1' from texts`,
  `select s ~ 'a(?=b)' from texts`,
  String.raw`select s ~ '\yab\y' from texts`,
  `select s ~ t from texts`,
  `select substring(s from 'a?(ab)?') from texts`,
  `select regexp_replace(s, 'x*', '-', 'g') from texts`,
]

/** The same as rows. */
export const REFUSED_MATCH_ROWS: readonly string[] = [
  `select regexp_matches(s, 'x*', 'g') from texts`,
  `select regexp_matches(s, t) from texts`,
  `select regexp_split_to_table(s, 'x*') from texts`,
  `select regexp_matches(s, 'a(?=b)') from texts`,
]

/** What only a server matches: from a place on, the n-th match, a part of it, between two marks, with a look at what follows. */
export const PUSHED_PATTERNS: readonly string[] = [
  String.raw`select id, s ~ 'l(?=o)', regexp_replace(v, 'o(?!n)', '0', 'g'), s ~ '(.)\1', substring(v from '(?<=-)[0-9]+'), s ~ '\yfoo\y' from texts`,
  `select id from texts where v ~ '(?<!o)b' order by id`,
  `select id, regexp_matches(v, '[a-z]*', 'g'), regexp_split_to_table(s, 'l*') from texts`,
  `select t.id, m from texts t, regexp_matches(t.v, '(a)(?=b)', 'g') m`,
  `select id, regexp_instr(v, '[a-z]+', 3), regexp_instr(v, '([a-z])(\\d)?', 1, 2, 1, 'i', 1), regexp_substr(v, '\\d+', 2) from texts`,
  `select id, substring(v similar '%#"[0-9]+#"%' escape '#'), substring(v from '#"_#"%' for '#') from texts`,
]
