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

/** What only a server matches: from a place on, the n-th match, a part of it, between two marks. */
export const PUSHED_PATTERNS: readonly string[] = [
  `select id, regexp_instr(v, '[a-z]+', 3), regexp_instr(v, '([a-z])(\\d)?', 1, 2, 1, 'i', 1), regexp_substr(v, '\\d+', 2) from texts`,
  `select id, substring(v similar '%#"[0-9]+#"%' escape '#'), substring(v from '#"_#"%' for '#') from texts`,
]
