import type { SourceCase } from './support/sources/compare.ts'

/** A way in which engines over several sources go wrong, and the statements that would show it. */
export interface Trap {
  readonly number: number
  readonly name: string
  /** Over `samples` of each source in turn. */
  readonly everywhere?: readonly SourceCase[]
  /** Over `source.samples`, several sources in one statement. */
  readonly across?: readonly string[]
}

/** Numbers are those of the project's list of traps; what needs tables of its own is in traps.test.ts. */
export const TRAPS: readonly Trap[] = [
  {
    number: 1,
    name: '= and IN on a case-insensitive column',
    everywhere: [
      "SELECT id, c_text FROM samples WHERE c_text = 'bob'",
      "SELECT id FROM samples WHERE c_text IN ('BOB', 'É', 'SS')",
      "SELECT id FROM samples WHERE c_text <> 'bob'",
      "SELECT id FROM samples WHERE c_text NOT IN ('BOB', 'É', 'SS')",
      "SELECT id FROM samples WHERE NOT (c_text = 'bob' OR c_code = 'A')",
      "SELECT count(*) FROM samples WHERE c_text = 'bob'",
      "SELECT id FROM samples WHERE 'BOB' = 'bob' OR id = 1",
      "SELECT id FROM samples WHERE 'BOB' <> 'bob' AND id < 9",
      "SELECT id FROM samples WHERE 'a' IN ('A', 'B')",
      "SELECT id FROM samples WHERE 'a' NOT IN ('A', 'B') AND id < 9",
      "SELECT id, 'x' = 'X', nullif('a', 'A'), CASE 'b' WHEN 'B' THEN 1 ELSE 2 END FROM samples WHERE id < 9",
      "SELECT id FROM samples WHERE 'BOB' IN (SELECT c_text FROM samples) AND id < 9",
      "SELECT id, 'bOB' IN (SELECT c_text FROM samples) FROM samples WHERE id < 9",
    ],
  },
  {
    number: 2,
    name: 'GROUP BY, DISTINCT, COUNT(DISTINCT), MIN and MAX of text on a case-insensitive column',
    everywhere: [
      'SELECT c_code, count(*) FROM samples GROUP BY c_code',
      'SELECT DISTINCT c_text FROM samples',
      'SELECT count(DISTINCT c_text), count(DISTINCT c_code) FROM samples',
      'SELECT min(c_text), max(c_text), min(c_code), max(c_code) FROM samples',
      'SELECT c_bool, min(c_text), max(c_code) FROM samples GROUP BY c_bool',
      'SELECT l.id, (SELECT count(*) FROM samples r WHERE r.c_text > l.c_text) FROM samples l',
      'SELECT l.id, l.c_code IN (SELECT r.c_text FROM samples r WHERE r.c_text >= l.c_code) FROM samples l',
      'SELECT l.id, EXISTS (SELECT 1 FROM samples r WHERE r.c_code < l.c_text AND r.id > 20) FROM samples l',
    ],
  },
  {
    number: 3,
    name: 'joins of text between sources of unlike collations',
    across: [
      'SELECT l.id, r.id FROM pg_locale.samples l JOIN my_ci.samples r ON l.c_text = r.c_code',
      'SELECT l.id, r.id FROM my_ci.samples l LEFT JOIN sqlite.samples r ON l.c_code = r.c_text WHERE l.id < 30',
      'SELECT count(*) FROM my_bin.samples l JOIN my_ci.samples r ON l.c_text = r.c_text',
      'SELECT id FROM my_ci.samples WHERE c_text NOT IN (SELECT c_code FROM pg_c.samples WHERE c_code IS NOT NULL)',
    ],
  },
  {
    number: 4,
    name: 'trailing spaces',
    everywhere: [
      "SELECT id FROM samples WHERE c_text = 'Bob'",
      "SELECT id FROM samples WHERE c_text = 'Bob '",
      "SELECT id FROM samples WHERE c_text = ''",
      "SELECT id FROM samples WHERE c_text IN (' ', 'b ')",
      "SELECT id FROM samples WHERE c_code <> 'Bob'",
      "SELECT id FROM samples WHERE 'x' = 'x '",
      "SELECT id FROM samples WHERE 'x' < 'x ' AND id < 9",
      'SELECT c_text, length(c_text) FROM samples WHERE length(c_text) < 3',
      'SELECT l.id, r.id FROM samples l JOIN samples r ON l.c_code = r.c_code AND l.id < r.id',
    ],
  },
  {
    number: 5,
    name: 'ranges and LIKE prefixes under a locale',
    everywhere: [
      "SELECT id FROM samples WHERE 'a' < 'Bob'",
      "SELECT id, 'B' BETWEEN 'a' AND 'c', 'É' > 'f' FROM samples WHERE id < 9",
      "SELECT id FROM samples WHERE c_text < 'a'",
      "SELECT id FROM samples WHERE c_text >= 'B' AND c_text < 'C'",
      "SELECT id FROM samples WHERE c_text BETWEEN 'Z' AND 'b'",
      "SELECT id FROM samples WHERE c_text LIKE 'B%'",
      "SELECT id FROM samples WHERE c_text LIKE '\"%'",
      "SELECT id FROM samples WHERE c_text > '\\'",
    ],
  },
  {
    number: 6,
    name: 'text keys of one side that filter the other',
    across: [
      "SELECT r.id, r.c_text FROM my_bin.samples l JOIN pg_locale.samples r ON l.c_code = r.c_text WHERE l.c_code IN ('Z', 'a', 'é')",
      'SELECT id FROM my_ci.samples WHERE c_text IN (SELECT c_code FROM pg_locale.samples WHERE id < 10)',
    ],
  },
  {
    number: 7,
    name: 'NULL order in ORDER BY ... LIMIT',
    everywhere: [
      'SELECT id, c_int FROM samples ORDER BY c_int, id LIMIT 55',
      'SELECT id, c_int FROM samples ORDER BY c_int DESC, id LIMIT 9',
      'SELECT id, c_int FROM samples ORDER BY c_int NULLS FIRST, id LIMIT 9',
      'SELECT id, c_int FROM samples ORDER BY c_int DESC NULLS LAST, id LIMIT 57',
      'SELECT id, c_text FROM samples ORDER BY c_text DESC, id LIMIT 9',
      'SELECT id, c_date FROM samples ORDER BY c_date DESC NULLS LAST, id LIMIT 9',
      'SELECT id, c_num FROM samples ORDER BY c_bool, c_num DESC, id LIMIT 30',
    ],
  },
  {
    number: 8,
    name: 'what is above a LIMIT, and a LIMIT above what is not exact',
    everywhere: [
      'SELECT id FROM (SELECT id, c_int FROM samples ORDER BY id LIMIT 10) AS t WHERE c_int > 0',
      "SELECT id FROM samples WHERE c_text = 'bob' ORDER BY id LIMIT 1",
      "SELECT id FROM samples WHERE lower(c_text) = 'bob' ORDER BY id LIMIT 2",
      'SELECT t.id, r.id FROM (SELECT id, c_int FROM samples ORDER BY id LIMIT 5) AS t JOIN samples r ON r.c_small = t.c_int',
      'SELECT count(*) FROM (SELECT id FROM samples ORDER BY id LIMIT 10 OFFSET 55) AS t',
      'SELECT sum(id) FROM (SELECT id FROM samples ORDER BY id DESC LIMIT 3) AS t',
    ],
  },
  {
    number: 9,
    name: "WHERE on an outer join's nullable side",
    everywhere: [
      'SELECT l.id, r.id FROM samples l LEFT JOIN samples r ON l.id = r.c_small AND r.c_bool WHERE r.id IS NULL',
      'SELECT l.id, r.id FROM samples l LEFT JOIN samples r ON l.id = r.c_small AND l.c_bool',
      'SELECT l.id, r.id FROM samples l LEFT JOIN samples r ON l.id = r.c_small WHERE coalesce(r.c_int, 0) = 0',
      "SELECT l.id FROM samples l LEFT JOIN samples r ON l.c_code = r.c_text AND r.c_text = 'bob' WHERE l.id < 20",
    ],
    across: [
      'SELECT l.id, r.id FROM pg_c.samples l LEFT JOIN my_bin.samples r ON l.id = r.c_small WHERE r.c_bool IS NULL',
      'SELECT l.id, r.id FROM sqlite.samples l FULL JOIN my_bin.samples r ON l.id = r.c_small WHERE l.id < 9 OR l.id IS NULL',
    ],
  },
  {
    number: 10,
    name: 'UNION, UNION ALL, EXCEPT and EXISTS',
    everywhere: [
      'SELECT c_text FROM samples UNION SELECT c_code FROM samples',
      'SELECT c_text FROM samples WHERE id < 9 UNION ALL SELECT c_code FROM samples WHERE id < 20',
      'SELECT c_text FROM samples EXCEPT SELECT c_code FROM samples',
      'SELECT c_text FROM samples INTERSECT SELECT c_code FROM samples',
      'SELECT id FROM samples l WHERE EXISTS (SELECT 1 FROM samples r WHERE r.c_code = l.c_text AND r.id <> l.id)',
      'SELECT id FROM samples WHERE EXISTS (SELECT 1 FROM samples WHERE id < 0)',
    ],
  },
  {
    number: 11,
    name: 'integer division',
    everywhere: [
      'SELECT id, c_int / 3, c_int % 3, c_small / -3, c_big / 7, c_big % -7 FROM samples',
      'SELECT id FROM samples WHERE c_int / 2 = 3',
      'SELECT c_int / 10, count(*) FROM samples GROUP BY c_int / 10',
      'SELECT 5 / 3, -5 / 3, 5 % -3 FROM samples WHERE id = 1',
    ],
  },
  {
    number: 12,
    name: 'averages and the scale of quotients',
    everywhere: [
      { sql: 'SELECT avg(c_num), avg(c_small), avg(c_int) FROM samples', numeric: 'scale' },
      { sql: 'SELECT c_bool, avg(c_num) FROM samples GROUP BY c_bool', numeric: 'scale' },
      { sql: 'SELECT id, c_num / 3, c_num / 7.5 FROM samples', numeric: 'scale' },
      'SELECT avg(c_float) FROM samples WHERE c_float BETWEEN -10 AND 10',
      'SELECT id, round(c_num), round(c_num, 1), c_num * 0.5 FROM samples',
    ],
  },
  {
    number: 13,
    name: 'decimals of many digits',
    everywhere: [
      'SELECT id, c_dec, c_num FROM samples',
      'SELECT sum(c_dec), min(c_dec), max(c_dec) FROM samples',
      'SELECT id FROM samples WHERE c_dec = 12345678901234.0123456789',
      'SELECT id FROM samples WHERE c_dec < 0.0000000002 ORDER BY c_dec, id LIMIT 9',
    ],
  },
  {
    number: 17,
    name: 'timestamps with and without a zone',
    everywhere: [
      'SELECT id, c_stamp, c_zoned FROM samples',
      "SELECT id FROM samples WHERE c_zoned < TIMESTAMPTZ '2024-03-10 02:00:00-05:00'",
      "SELECT id FROM samples WHERE c_stamp >= TIMESTAMP '2024-03-31 02:30:00'",
      'SELECT id, extract(hour FROM c_zoned), extract(hour FROM c_stamp) FROM samples',
      'SELECT c_zoned::date, count(*) FROM samples GROUP BY c_zoned::date',
      'SELECT id FROM samples WHERE c_stamp = c_zoned',
    ],
  },
  {
    number: 18,
    name: 'hours that are missing or twice, old dates, days that were skipped',
    everywhere: [
      "SELECT id, c_zoned AT TIME ZONE 'Europe/Rome', c_stamp AT TIME ZONE 'Europe/Rome' FROM samples WHERE c_stamp > '1700-01-01'",
      "SELECT id, c_zoned AT TIME ZONE 'Pacific/Apia', c_stamp AT TIME ZONE 'Pacific/Apia' FROM samples WHERE c_stamp > '1900-01-01'",
      "SELECT id, c_zoned AT TIME ZONE 'America/New_York' FROM samples",
      "SELECT id, c_date, c_stamp FROM samples WHERE c_date < '1900-01-01' OR c_stamp < '1970-01-01'",
    ],
  },
  {
    number: 19,
    name: 'dates that a driver would shift',
    everywhere: [
      'SELECT id, c_date, c_day FROM samples',
      "SELECT id FROM samples WHERE c_date = DATE '2024-02-29'",
      'SELECT min(c_date), max(c_day), count(DISTINCT c_date) FROM samples',
      'SELECT c_date - c_day FROM samples',
    ],
  },
  {
    number: 20,
    name: 'microseconds and infinite times',
    everywhere: [
      'SELECT id, c_stamp, c_time FROM samples',
      "SELECT id FROM samples WHERE c_stamp = TIMESTAMP '2024-02-29 12:34:56.789012'",
      "SELECT id FROM samples WHERE c_zoned > TIMESTAMPTZ '1970-01-02 00:00:00+00' AND c_zoned < TIMESTAMPTZ '1970-01-02 00:00:00.000002+00'",
      "SELECT id FROM samples WHERE c_date = 'infinity'",
      'SELECT max(c_stamp), max(c_time), max(c_date) FROM samples',
    ],
  },
  {
    number: 21,
    name: 'weeks begin on Monday, and the year of a week is ISO',
    everywhere: [
      "SELECT id, date_trunc('week', c_stamp), extract(week FROM c_date), extract(isoyear FROM c_date) FROM samples WHERE c_date < '2200-01-01'",
      'SELECT id, extract(dow FROM c_day), extract(isodow FROM c_day), extract(doy FROM c_day) FROM samples',
      'SELECT extract(week FROM c_day), count(*) FROM samples GROUP BY extract(week FROM c_day)',
    ],
  },
  {
    number: 22,
    name: 'integers beyond 2^53',
    everywhere: [
      'SELECT id, c_big FROM samples',
      'SELECT id FROM samples WHERE c_big = 9007199254740993',
      'SELECT id FROM samples WHERE c_big IN (9223372036854775807, -9223372036854775808, -9007199254740993)',
      'SELECT min(c_big), max(c_big), sum(c_big), count(DISTINCT c_big) FROM samples',
      'SELECT id FROM samples WHERE c_big % 2 = 1 ORDER BY c_big DESC, id LIMIT 9',
    ],
  },
  {
    number: 26,
    name: 'the empty text is not NULL',
    everywhere: [
      "SELECT count(*) FROM samples WHERE c_text = ''",
      'SELECT count(*) FROM samples WHERE c_text IS NULL',
      'SELECT id, c_text, c_code FROM samples',
      "SELECT id, c_text || 'x', coalesce(c_text, 'none') FROM samples",
    ],
  },
  {
    number: 27,
    name: 'LIKE: case, ESCAPE and backslash',
    everywhere: [
      "SELECT id FROM samples WHERE c_text LIKE 'bob%'",
      "SELECT id FROM samples WHERE c_text LIKE '%\\\\%'",
      "SELECT id FROM samples WHERE c_text LIKE '%!%' ESCAPE '!'",
      "SELECT id FROM samples WHERE c_text LIKE 'a!_b' ESCAPE '!'",
      "SELECT id FROM samples WHERE c_text LIKE 'a\\b' ESCAPE ''",
      "SELECT id FROM samples WHERE c_text NOT LIKE '%b%'",
      "SELECT id FROM samples WHERE c_text ILIKE 'BÓB'",
    ],
  },
  {
    number: 28,
    name: 'backslashes and quotes in constants',
    everywhere: [
      "SELECT id FROM samples WHERE c_text = 'a\\b'",
      "SELECT id FROM samples WHERE c_text IN ('\\', 'it''s', '\"q\"')",
      "SELECT id FROM samples WHERE c_text = E'tab\\there' OR c_text = E'line\\nbreak'",
      "SELECT id, 'a\\b' FROM samples WHERE c_code = '\\'",
    ],
  },
  {
    number: 29,
    name: 'concat leaves NULL out, || does not',
    everywhere: [
      'SELECT id, c_text || c_code, concat(c_text, c_code) FROM samples',
      "SELECT id, concat_ws('-', c_text, NULL, c_code) FROM samples",
      "SELECT id FROM samples WHERE c_text || c_code = 'BobBob'",
      "SELECT id FROM samples WHERE concat(c_text, c_code) = 'Bob'",
    ],
  },
  {
    number: 30,
    name: 'NaN and infinity',
    everywhere: [
      "SELECT id FROM samples WHERE c_float = 'NaN'",
      "SELECT id FROM samples WHERE c_float > 1e30 OR c_real > 'Infinity'",
      'SELECT min(c_float), max(c_float), min(c_real), max(c_real) FROM samples',
      'SELECT id FROM samples ORDER BY c_float DESC, id LIMIT 12',
      'SELECT c_real, count(*) FROM samples GROUP BY c_real',
      'SELECT count(DISTINCT c_float) FROM samples',
      'SELECT l.id, r.id FROM samples l JOIN samples r ON l.c_float = r.c_float AND l.id < r.id',
    ],
  },
  {
    number: 31,
    name: 'JSON keeps its text',
    everywhere: ['SELECT id, c_json FROM samples', 'SELECT count(*) FROM samples WHERE c_json IS NULL'],
  },
  {
    number: 32,
    name: 'types and ranges of sums, and the spread of one row',
    everywhere: [
      'SELECT sum(c_small), sum(c_int), sum(c_big), sum(c_num) FROM samples',
      'SELECT sum(c_int) FROM samples WHERE id < 0',
      'SELECT stddev(c_float), var_samp(c_float), stddev_pop(c_float) FROM samples WHERE id = 1',
      'SELECT c_small, sum(c_big) FROM samples GROUP BY c_small',
    ],
  },
  {
    number: 34,
    name: 'constants that fix both sides of a join',
    everywhere: ['SELECT l.id, r.id FROM samples l JOIN samples r ON l.c_int = r.c_int WHERE l.c_int = 7'],
    across: [
      'SELECT l.id, r.id FROM pg_c.samples l JOIN my_bin.samples r ON l.c_int = r.c_int WHERE l.c_int = 7 AND r.c_int = 7',
      "SELECT l.id, r.id FROM pg_c.samples l JOIN sqlite.samples r ON l.c_text = r.c_text WHERE l.c_text = 'Bob'",
    ],
  },
  {
    number: 35,
    name: 'decimals and times before 1970 in Arrow',
    everywhere: [
      'SELECT id, c_dec, c_num, c_stamp, c_zoned, c_date, c_time FROM samples',
      'SELECT -c_num, c_stamp FROM samples WHERE c_num < 0',
    ],
  },
]

/** Traps of the calendar, which the zone of the process must not touch. */
export const CALENDAR_TRAPS: ReadonlySet<number> = new Set([17, 18, 19, 20, 21, 35])
