/** Statements that are refused, by the code of the refusal: docs/semantics.md says why. */
export const REFUSALS: Readonly<Record<string, string>> = {
  "select timestamp '294276-12-31'": 'UNSUPPORTED',
  "select timestamp 'infinity'-timestamp '2024-01-01'": 'DATA_ERROR',

  'select 1234567890123456789012345678901234567890123': 'TYPE_ERROR',
  "select length('ab  '::char(5))": 'UNSUPPORTED',
  "select 'abc'::char(2)": 'UNSUPPORTED',
  "select b'101'": 'UNSUPPORTED',
  "select x'1F'": 'UNSUPPORTED',
  'select 1::bit(4)': 'UNSUPPORTED',
  "select row_to_json(row(1,'a'))": 'UNSUPPORTED',
  'select array[[1,2],[3,4]]': 'UNSUPPORTED',
  "select t from (values (1,'a')) t(a,b)": 'UNSUPPORTED',
  [`select 'a'::"char"`]: 'UNSUPPORTED',
  'select 2**3': 'UNSUPPORTED',
  [`select 'a' < 'b' collate "en_US"`]: 'UNSUPPORTED',
  'select 123456789012345678901234567890.12::numeric*1000000000000': 'DATA_ERROR',
  "select 'aa' ~ '(a)\\1'": 'UNSUPPORTED',
  "select 'foobar' ~ 'foo(?=bar)'": 'UNSUPPORTED',
  "select 'foobar' ~ 'foo(?!bar)'": 'UNSUPPORTED',
  "select 'foo bar' ~ '\\mbar\\M'": 'UNSUPPORTED',
  "select 'foo bar' ~ '\\ybar\\y'": 'UNSUPPORTED',
  "select 'a' ~ '[[:<:]]a'": 'UNSUPPORTED',
  "select B'101'::int": 'UNSUPPORTED',
  "select timetz '10:00+02'": 'UNSUPPORTED',
  'select clock_timestamp() is null': 'UNSUPPORTED',
  "select 'NaN'::numeric": 'UNSUPPORTED',
  "select 'infinity'::numeric": 'UNSUPPORTED',
  'select 1::money': 'UNSUPPORTED',
  "select '192.168.0.1'::inet": 'UNSUPPORTED',
  'select point(1,2)': 'UNKNOWN_FUNCTION',
  'select int4range(1,5)': 'UNKNOWN_FUNCTION',
  "select hashtext('a')": 'UNKNOWN_FUNCTION',
  'select avg(x) FROM (values (99999999999999999999999999999999999999::numeric(38,0)),(1::numeric(38,0))) t(x)':
    'DATA_ERROR',
  'select sum(x) FROM (values (99999999999999999999999999999999999999::numeric(38,0)),(99999999999999999999999999999999999999)) t(x)':
    'DATA_ERROR',
  'select x*x FROM (values (12345678901234567890.12345::numeric(30,5))) t(x)': 'DATA_ERROR',
  'select x+x FROM (values (99999999999999999999999999999999999999::numeric(38,0))) t(x)': 'DATA_ERROR',
  "select percentile_cont(0.5) within group (order by x) from (values (interval '1 day'),(interval '2 days')) t(x)":
    'UNSUPPORTED',
  'select * from (values (1),(2)) t(i) for update': 'UNSUPPORTED',
  'select bit_count(5::bit(8))': 'UNSUPPORTED',
  "select 'ab'::char(5)||'x'": 'UNSUPPORTED',
  "select 'ab'::char(5)='ab'": 'UNSUPPORTED',
  'select current_user is not null': 'UNSUPPORTED',
  'select session_user is not null': 'UNSUPPORTED',
  'select version() is not null': 'UNSUPPORTED',
  'select current_time is null': 'UNSUPPORTED',
  'select pg_typeof(now())::text': 'UNSUPPORTED',
  'select pg_typeof(current_date)::text': 'UNSUPPORTED',
  'select pg_typeof(gen_random_uuid())::text': 'UNSUPPORTED',
  'table pg_am limit 0': 'UNKNOWN_TABLE',
}

/** Statements whose answer differs from PostgreSQL's on purpose (docs/semantics.md). */
export type Deviation =
  /** A float64, equal within its tolerance, where PostgreSQL has a numeric. */
  | { readonly kind: 'float' }
  /** PostgreSQL's numeric with more or fewer places, rounded. */
  | { readonly kind: 'scale' }
  /** Rows of ours where PostgreSQL has no answer. */
  | { readonly kind: 'extension'; readonly rows: readonly (readonly (string | null)[])[] }

export const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  "select max(x) from (values (interval '1 month'),(interval '30 days')) t(x)": {
    kind: 'extension',
    rows: [['1 mon']],
  },
  'select 1.0/3': { kind: 'scale' },
  'select 1::numeric/3': { kind: 'scale' },
  'select 2/3.0': { kind: 'scale' },
  'select 2^0.5': { kind: 'float' },
  'select log(2,8)': { kind: 'float' },
  'select stddev(i) from samples': { kind: 'float' },
  'select stddev_samp(n) from samples': { kind: 'float' },
  'select variance(i) from samples': { kind: 'float' },
  'select var_pop(i) from samples': { kind: 'float' },
  'select stddev_pop(x) FROM (values (1)) t(x)': { kind: 'float' },
  'select x/3 FROM (values (1.00::numeric(10,2))) t(x)': { kind: 'scale' },
  'select stddev(x) FROM (values (1.5)) t(x)': { kind: 'float' },
  'select var_samp(x) FROM (values (1)) t(x)': { kind: 'float' },
  'select round(2.5::float8,0)': { kind: 'extension', rows: [['3']] },
  'select a.x from (values (1)) a(x) full join (values (2)) b(x) on a.x<b.x-5 order by 1': {
    kind: 'extension',
    rows: [['1'], [null]],
  },
  'select 1e20::numeric/3': { kind: 'scale' },
  'select avg(b) from samples': { kind: 'scale' },
  "select avg(d-date '2024-01-01') from samples": { kind: 'scale' },
  'select avg(i) from samples': { kind: 'scale' },
}
