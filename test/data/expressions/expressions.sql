-- another value in DuckDB
select 5/3
select -7/2
select 7/(-2)
select 5::int8/2
select 5::int2/2::int2
select 5.0/2
select 1.0/3
select 10::numeric(10,2)/3
select 1::numeric/3
select 2/3.0
select (-7.5)::numeric%2
select 2^0.5
select round(2.5::float8)
select round(0.5::float8)
select log(2,8)
select 1.1::numeric*1.1::numeric
select coalesce(1,2.5)
select case when true then 1 else 2.5 end
select 1e10
select 1234567890123456789012345678901234567890123
select 1.0::float8||''
select array[1]||array[2]
select substr('hello',-1)
select substr('hello',-1,3)
select substring('hello' from -2 for 4)
select split_part('abc','',1)
select split_part('abc','',2)
select length('ab  '::char(5))
select upper('straße')
select 'a%c' like 'a\%c'
select 'a\c' like 'a\\c'
select 'a\c' like 'a\c'
select 'abc' similar to 'a(b|c)%'
select 'abc' similar to '_b_'
select 'abc' ~ 'b'
select E'a\nb' ~ 'a.b'
select 'é' ~ '\w'
select 'é' ~ '[[:alpha:]]'
select regexp_replace('abc','b','[\&]')
select regexp_matches('abc','(b)(c)')
select regexp_split_to_array('a1b2','[0-9]')
select string_to_array('a,b,,c',',')
select string_to_array('a,b',null)
select decode('616263','hex')
select '\x6162'::bytea
select 'ab'::bytea
select sha256('abc'::bytea)
select to_hex(255)
select to_hex(-1)
select format('%s-%I-%L','a','b c','d')
select 'abc'::varchar(2)
select cast('abc' as varchar(2))
select 'abc'::char(2)
select b'101'
select x'1F'
select date_trunc('month',date '2024-02-05')
select date_trunc('century',timestamp '2024-02-05')
select date_trunc('millennium',timestamp '2024-02-05')
select extract(epoch from timestamp '2024-02-05 10:00:00.5')
select extract(epoch from interval '1 month')
select extract(epoch from interval '1 year')
select extract(epoch from date '1969-12-31')
select extract(second from timestamp '2024-02-05 10:00:01.5')
select extract(milliseconds from timestamp '2024-02-05 10:00:01.5')
select extract(julian from date '2024-05-01')
select extract(year from date '0044-03-15 BC')
select date_part('second',time '10:00:01.5')
select age(timestamp '2024-03-31',timestamp '2024-02-29')
select age(timestamp '2024-02-29',timestamp '2023-03-31')
select age(date '2024-03-31',date '2023-01-01')
select interval '1 year 2 months 3 days 04:05:06.7'
select interval '-1 day 2 hours'
select interval '1.5 months'
select interval '1.5 years'
select interval '1' month
select interval '1 month 40 days'
select timestamp '2024-02-05 10:00:00.1234567'
select time '10:00:00.1234567'
select date '0001-01-01'-1
select '1e3'::numeric
select 'NaN'::float8
select ' 1.5 '::numeric
select '.5'::numeric
select '5.'::numeric
select 1.005::float8::numeric(10,2)
select 1.5::float8::numeric
select 0.1::float8::numeric
select 1e10::float8::text
select 1e15::float8::text
select 100000::float8::text
select 1.0::float8::text
select '-0'::float8::text
select 1.1::float4=1.1
select 'NaN'::float8+1
select greatest('NaN'::float8,1)
select 1::bit(4)
select '{"$.a":1, "a":2}'::json->>'$.a'
select '{"/a":1}'::json->>'/a'
select '{"a":1.10}'::json->>'a'
select '{"a":1,"a":2}'::json->>'a'
select row_to_json(row(1,'a'))
select array[1,2,3]
select (array[1,2,3])[-1]
select (array[1,2,3])[2:3]
select array_length(array[]::int[],1)
select array_append(array[1],2)
select array['a','b c']::text
select array[[1,2],[3,4]]
select row(1,null)=row(1,null)
select row(null,null) is null
select '\xDEAD'::bytea
select '\xDEAD'::bytea::text
select '\xDEAD'::bytea||'\x01'::bytea
select generate_subscripts(array[1,2],1)
select sum(f) from samples
select avg(b) from samples
select avg(n) from samples
select avg(f) from samples
select max(f) from samples
select stddev(i) from samples
select stddev_samp(n) from samples
select variance(i) from samples
select var_pop(i) from samples
select percentile_cont(array[0.25,0.75]) within group (order by i) from samples
select string_agg(distinct s,',') from samples
select array_agg(s) from samples
select array_agg(s order by s nulls first) from samples
select array_agg(distinct i) from samples
select array_agg(i) filter (where i is null) from samples
select sum(i)/count(i) from samples
select avg(d-date '2024-01-01') from samples
select sum(f::real) from samples
select avg(f::real) from samples
select sum(n)*1.0/sum(b) from samples
select sum(n)/count(*) from samples
select round(avg(n),2) from samples
select 100.0*sum(case when o then n else 0 end)/sum(n) from samples
select stddev_pop(x) FROM (values (1)) t(x)
select corr(x,x) FROM (values (1.0::float8)) t(x)
select corr(x,x) FROM (values (1.0::float8),(1.0)) t(x)
select regr_slope(x,x) FROM (values (1.0::float8),(1.0)) t(x)
select max(x) from (values (interval '1 month'),(interval '30 days')) t(x)
select avg(x) FROM (values (9223372036854775807),(9223372036854775807)) t(x)
select avg(x) FROM (values (99999999999999999999999999999999999999::numeric(38,0)),(1::numeric(38,0))) t(x)
select x/3 FROM (values (1.00::numeric(10,2))) t(x)
select x/y FROM (values (9999999999999999.99::numeric(18,2),0.03::numeric(10,2))) t(x,y)
select percentile_cont(0.1) within group (order by x) FROM (values (1::int),(2),(3)) t(x)
select v,lag(v,1,1.5) over (order by i,v) from series order by v
select v,avg(v) over (partition by s order by v rows 1 preceding) from series order by v
select f::float8,count(*) from (values ('NaN'::float8),('NaN'),(-0.0::float8),('-0'::float8),(0)) t(f) group by f order by f
select 1 union select 1.0
select 1 union all select 1.5 order by 1
select generate_series(1,3)
select * from generate_series(date '2024-01-01',date '2024-01-03',interval '1 day') g
select generate_series(1,2),generate_series(1,3)
select "A" from (values (1,2)) t(a,"A")
select t from (values (1,'a')) t(a,b)
-- another type in DuckDB
select round(15,-1)
select round(25::int,-1)
select sign(-2.5)
select gcd(12,18)
select lcm(4,6)
select factorial(5)
select 1e-3
select 12345678901234567890
select null||'a'
select 'a'||null||'b'
select position('' in 'abc')
select position('c' in 'abc')
select position('z' in 'abc')
select strpos('abc','c')
select strpos(null,'a')
select length('é')
select char_length('ab   ')
select bit_length('é')
select 'a'::"char"
select date '2024-03-01'-date '2024-02-01'
select extract(year from date '2024-02-05')
select extract(dow from date '2024-02-04')
select extract(isodow from date '2024-02-04')
select extract(week from date '2024-12-30')
select extract(doy from date '2024-12-30')
select extract(microseconds from timestamp '2024-02-05 10:00:01.5')
select extract(century from date '2000-01-01')
select extract(century from date '2001-01-01')
select extract(decade from date '2024-01-01')
select extract(millennium from date '2000-01-01')
select extract(quarter from date '2024-05-01')
select extract(isoyear from date '2024-12-30')
select extract(day from interval '40 days 30 hours')
select extract(hour from interval '40 days 30 hours')
select extract(year from interval '15 months')
select extract(month from interval '15 months')
select extract(day from timestamp '2024-03-01'-timestamp '2024-01-01')
select date_part('year',date '2024-02-05')
select date_part('day',timestamp '2024-03-01'-timestamp '2024-01-01')
select timestamp '2024-02-05 10:00:00.5'::timestamp(0)
select timestamp(3) '2024-02-05 10:00:00.12356'
select '2024-02-05 10:00:00.5'::timestamp(0)
select date_part('days', timestamp '2024-03-01'-timestamp '2024-01-01')
select extract(days from interval '3 days')
select extract('year' from date '2024-01-01')
select json_array_length('[1,2]'::json)
select array_length(array[1,2],1)
select sum(i) from samples
select sum(b) from samples
select avg(i) from samples
select regr_count(i,b) from samples
select percentile_cont(0.5) within group (order by n) from samples
select sum(i) filter (where false) from samples
select sum(d-date '2024-01-01') from samples
select max(d)-min(d) from samples
select sum(i::smallint) from samples
select round(avg(i),2) from samples
select stddev(x) FROM (values (1.5)) t(x)
select var_samp(x) FROM (values (1)) t(x)
select sum(x) FROM (select 1 x where false) t
select array_agg(x) FROM (select 1 x where false) t
select sum(x) FROM (values (9223372036854775807),(9223372036854775807)) t(x)
select sum(x) FROM (values (2147483647),(2147483647)) t(x)
select percentile_cont(0.5) within group (order by x) FROM (values (1.10::numeric),(1.25)) t(x)
-- refused by PostgreSQL, answered by DuckDB
select 5.5::float8 % 2
select 1/0
select 1.0/0
select 1::float8/0
select 0::float8/0::float8
select mod(1,0)
select 2**3
select abs(-2147483648)
select (-2147483648)/(-1)
select round(2.5::float8,0)
select exp(1000)
select power(0,-1)
select 1e400::float8
select 1e308::float8*10
select 1e-400::float8
select '1.0'=1
select 1||2
select substr('hello',2,-1)
select split_part('a,b,c',',',0)
select chr(0)
select 'abc' like 'ab\'
select extract(hour from date '2024-05-01')
select interval '1 quarter'
select true::bigint
select 1.5::boolean
select '42.5'::int
select '4e1'::int
select '0x1F'::int
select '1_000'::int
select min(o) from samples
select max(o) from samples
select any_value(i) from samples
select approx_count_distinct(i) from samples
select avg(x) FROM (values (1e308::float8),(1e308)) t(x)
select sum(x) FROM (values (1e308::float8),(1e308)) t(x)
select percentile_cont(0.5) within group (order by x) from (values (timestamp '2024-01-01'),(timestamp '2024-01-02')) t(x)
select percentile_cont(0.5) within group (order by x) from (values (date '2024-01-01'),(date '2024-01-02')) t(x)
select v,nth_value(v,0) over (order by v) from series order by v
select v,count(distinct v) over () from series order by v
select 1 union select 'a'
select a as x, x+1 from (values (1)) t(a)
select "A" from (values (1)) t(a)
select a.x from (values (1)) a(x) full join (values (2)) b(x) on a.x<b.x-5 order by 1
select sum(i) s from (values (1)) t(i) having s>0
select i as z from (values (1)) t(i) where z>0
select 'a' < 'b' collate "en_US"
-- missing in DuckDB
select 1e20::numeric/3
select 123456789012345678901234567890.12::numeric*1000000000000
select 5 # 3
select 1<<31
select 1<<40
select div(7,2)
select div(-7.5,2)
select width_bucket(5.35,0.024,10.06,5)
select '5'+1
select array[1,2]||3
select lpad('hi',-1)
select lpad('hi',5)
select lpad('hi',5,'')
select lpad('hello',3)
select rpad('hi',5)
select rpad('hi',5,'')
select octet_length('é')
select initcap('hello WORLD-foo')
select btrim('xxaxx','x')
select overlay('Txxxxas' placing 'hom' from 2 for 4)
select 'abc' ~* 'ABC'
select 'abc' !~* 'Z'
select 'aa' ~ '(a)\1'
select 'foobar' ~ 'foo(?=bar)'
select 'foobar' ~ 'foo(?!bar)'
select 'foo bar' ~ '\mbar\M'
select 'foo bar' ~ '\ybar\y'
select 'a' ~ '[[:<:]]a'
select regexp_match('abc','(b)(c)')
select regexp_count('aaa','a')
select regexp_substr('abc','b.')
select regexp_like('abc','B','i')
select regexp_instr('abc','b')
select substring('foobar' from 'o(.)b')
select substring('foobar' from 'o.b')
select substring('foobar' similar '%#"o_b#"%' escape '#')
select array_to_string(array[1,null],',','*')
select encode('abc'::bytea,'hex')
select encode('abc'::bytea,'base64')
select quote_literal('a''b')
select quote_ident('a b')
select unistr('\0061')
select normalize('é',NFD)
select to_char(1234.5,'9,999.99')
select to_char(-5,'999')
select to_char(date '2024-02-05','YYYY-MM-DD Day Mon')
select to_char(timestamp '2024-02-05 13:04:05.6','HH24:MI:SS.MS IW IYYY Q')
select to_number('1,234.5','9,999.9')
select to_date('05 Feb 2024','DD Mon YYYY')
select to_timestamp('2024-02-05 13','YYYY-MM-DD HH24')
select U&'\0061'
select B'101'::int
select date_trunc('month',timestamptz '2024-02-05 10:00+02')
select date_trunc('day',timestamptz '2024-02-05 10:00+00','America/New_York')
select extract(timezone from timestamptz '2024-01-01 00:00+00')
select interval '1-2'
select interval '1-2' year to month
select interval 'P1Y2M3DT4H5M6S'
select interval '1 12:00:00'
select justify_days(interval '35 days')
select justify_interval(interval '1 mon -1 hour')
select make_interval(days=>3)
select date 'today' is not null
select 'now'::timestamp is not null
select date '02/05/2024'
select date '20240205'
select date 'Feb 5 2024'
select date '5 February 2024'
select timestamp '2024-02-05 10:00+02'
select timestamp '2024-02-05 10:00:60'
select timestamp ' 2024-02-05 '
select timestamp '2024-02-05 10:00 PM'
select timestamptz '2024-02-05 10:00 Europe/Rome'
select timestamptz '2024-02-05 10:00 EST'
select timetz '10:00+02'
select timestamptz '2024-07-01 10:00+00' at time zone 'Europe/Rome'
select timestamptz '2024-07-01 10:00+00' at time zone 'EST5EDT'
select timestamptz '2024-07-01 10:00+00' at time zone '+02'
select timestamptz '2024-07-01 10:00+00' at time zone interval '2 hours'
select timestamp '0044-03-15 BC'
select timestamp '294276-12-31'
select clock_timestamp() is null
select date_bin('15 minutes',timestamp '2024-02-05 10:17',timestamp '2000-01-01')
select (date '2024-01-01',date '2024-02-01') overlaps (date '2024-01-15',date '2024-03-01')
select date '2024-01-01'=timestamptz '2024-01-01 00:00+00'
select timestamp '2024-01-01' + time '01:00'
select time '10:00'-time '09:00'
select 'on'::boolean
select 'off'::boolean
select ' true '::boolean
select 'tr'::boolean
select 'NaN'::numeric
select 'infinity'::numeric
select '[1,2,3]'::json->-1
select '{"a":{"b":[1,2]}}'::json#>'{a,b,1}'
select '{"a":{"b":[1,2]}}'::json#>>'{a,b,1}'
select '{"a":1}'::jsonb ? 'a'
select '{"a":1,"b":2}'::jsonb @> '{"a":1}'
select '{"b":1, "a":2}'::jsonb
select '{"a":1.10}'::jsonb
select '{"a":1,"a":2}'::jsonb->>'a'
select json_typeof('[1]'::json)
select json_build_object('a',1)
select jsonb_typeof('null'::jsonb)
select json_extract_path_text('{"a":{"b":1}}'::json,'a','b')
select cardinality(array[1,2])
select array_remove(array[1,2,1],1)
select '{1,2}'::int[]
select length('\xDEAD'::bytea)
select substring('\xDEADBE'::bytea from 2)
select get_byte('\xDEAD'::bytea,0)
select 1::money
select '192.168.0.1'::inet
select point(1,2)
select int4range(1,5)
select hashtext('a')
select num_nulls(1,null)
select stddev_pop(f) from samples
select every(o) from samples
select json_agg(s) from samples
select jsonb_agg(i) from samples
select json_object_agg(coalesce(s,'x'),i) from samples
select rank(2) within group (order by i) from samples
select percent_rank(2) within group (order by i) from samples
select sum(x) from (values (interval '1 day'),(interval '25 hours')) t(x)
select stddev(x) from (values ('Infinity'::float8),(1)) t(x)
select sum(x) FROM (values (99999999999999999999999999999999999999::numeric(38,0)),(99999999999999999999999999999999999999)) t(x)
select x*x FROM (values (12345678901234567890.12345::numeric(30,5))) t(x)
select x+x FROM (values (99999999999999999999999999999999999999::numeric(38,0))) t(x)
select percentile_cont(0.5) within group (order by x) from (values (interval '1 day'),(interval '2 days')) t(x)
select i from (values (1),(2),(2),(3)) t(i) order by i fetch first 2 rows with ties
select * from generate_series(1.0,2.0,0.5) g
select * from (values (1),(2)) t(i) for update
select 1 end
-- equal in DuckDB
select -7%3
select 7%(-3)
select mod(-7,3)
select 2^3
select 2::int8^62
select (-2)^2
select -2^2
select 2147483647+1
select 9223372036854775807+1
select -2147483648::int
select -(-2147483648)
select 32767::int2+1::int2
select 2147483647*2
select 9223372036854775807*2
select round(2.5)
select round(-2.5)
select round(3.5::float8)
select round(2.675,2)
select round(1234.5,-2)
select round(1.05::numeric(10,3),1)
select 2.5::int
select 3.5::int
select 2.5::float8::int
select 3.5::float8::int
select -2.5::float8::int
select (-2.5)::float8::int
select (-2.5)::numeric::int
select 0.5::float8::bigint
select 2.5::numeric::int
select 2.5::numeric(10,1)::bigint
select 1.5::float4::int
select trunc(-2.7)
select trunc(2.789,2)
select ceil(2.1)
select floor(-2.1)
select ceil(2.1::float8)
select ceil(5)
select sqrt(2)
select sqrt(-1)
select ln(0)
select ln(-1::float8)
select log(100)
select cbrt(27)
select 1.10+2.2
select 0.1+0.2
select 1::numeric(10,2)*1::numeric(10,2)
select greatest(1,null,3)
select least('a','b')
select greatest(1,2.5)
select 5 & 3
select 5 | 3
select ~5
select -8>>1
select 1::int8<<62
select 1 is distinct from null
select bit_count(5::bit(8))
select degrees(pi())
select 1=1.0
select '1'=1
select 'a'=1
select 1 in ('1')
select 1 between '0' and '2'
select '10' > 9
select coalesce(null,'a')
select nullif(1,1)
select null
select 'x'
select 1
select 10000000000
select 1.5
select true+1
select '5'||1
select 1||'a'
select concat('a',null,'b')
select concat(null)
select concat_ws(',',1,null,2)
select true||'a'
select 1.50||''
select 1e20::float8||''
select 0.1::float4||''
select 0.1::float4::float8
select '2020-01-01'::date||''
select timestamp '2020-01-01'||''
select substr('hello',0)
select substr('hello',0,2)
select substring('hello' from 2)
select substring('hello',2,100)
select left('hello',-2)
select right('hello',-2)
select left('hello',-10)
select left('hello',0)
select lpad('hi',5,'xyz')
select lpad('hello',3,'x')
select repeat('a',-1)
select split_part('a,b,c',',',-1)
select split_part('a,b,c',',',5)
select 'ab'::char(5)||'x'
select 'ab'::char(5)='ab'
select 'ab   '='ab'
select lower('İ')
select upper('ı')
select reverse('héllo')
select ascii('é')
select ascii('')
select chr(233)
select chr(-1)
select trim('  a  ')
select trim(E'\t a')
select trim(both 'xy' from 'xyaxy')
select ltrim('xxyabc','xy')
select translate('12345','143','ax')
select replace('abc','','x')
select 'abc' like 'a_c'
select 'a%c' like 'a#%c' escape '#'
select 'a\c' like 'a\c' escape ''
select 'ÉA' ilike 'éa'
select 'İ' ilike 'i'
select 'ß' ilike 'SS'
select 'ǅ' ilike 'ǆ'
select 'abc' similar to 'b'
select 'abc' ~ '^a.c$'
select 'abc' !~ 'z'
select E'a\nb' ~ '^b'
select E'a\nb' ~ 'a$'
select 'foo bar' ~ '\bbar'
select '٣' ~ '\d'
select regexp_replace('hello','l','x')
select regexp_replace('hello','l','x','g')
select regexp_replace('abc','(b)','[\1]')
select regexp_replace('abc','B','x','i')
select array_to_string(array['a',null,'b'],',')
select md5('a')
select starts_with('abc','ab')
select 'abc'::text
select to_timestamp(0)
select 'a' < 'B'
select 'a' < 'é'
select 'Z' < 'a'
select 'a' < 'a '
select E'\x41'
select 'a' 'b'
select 'a'⏎'b'
select $$a$$
select current_user is not null
select session_user is not null
select version() is not null
select date '2024-01-31'+1
select date '2024-01-31'+interval '1 month'
select date '2024-01-31'-interval '1 month'
select date '2024-01-31'+interval '1 day'
select date '2024-01-31'+time '12:00'
select timestamp '2024-03-01 12:00'-timestamp '2024-02-01'
select timestamp '2024-03-01'-date '2024-02-01'
select timestamptz '2024-03-01'-timestamptz '2024-02-01'
select date_trunc('week',timestamp '2024-02-04 10:00')
select date_trunc('quarter',timestamp '2024-02-04')
select date_trunc('hour',interval '3 days 02:47:33')
select date_trunc('decade',timestamp '2024-02-05')
select date_trunc('MONTH',timestamp '2024-02-05')
select date_trunc('weekx',timestamp '2024-02-05')
select date_part('epoch',timestamp '2024-01-01 00:00:00.25')
select interval '1 month'=interval '30 days'
select interval '24 hours'=interval '1 day'
select interval '1 month'>interval '29 days'
select interval '36 hours'
select interval '1.5 days'
select interval '90' minute
select interval '1 week'
select interval '2 weeks 3 days'
select interval '1 day'*1.5
select interval '1 day'*2
select interval '1 month'/2
select interval '1 day'/2
select interval '0'
select interval '12 months'
select make_date(2024,2,30)
select make_date(2024,2,29)
select make_timestamp(2024,1,2,3,4,5.5)
select make_timestamptz(2024,1,2,3,4,5.5,'Europe/Rome')
select date 'infinity'
select date '-infinity'
select timestamp 'infinity'
select timestamp 'infinity'-timestamp '2024-01-01'
select isfinite(date 'infinity')
select date 'infinity'+1
select date 'epoch'
select date '2024-2-5'
select date '2024-02-30'
select date '2024-02-05 10:00:00'
select '2024-02-05 10:00:00+02'::date
select timestamp '2024-02-05T10:00:00Z'
select timestamp '2024-02-05 24:00:00'
select timestamp '2024-02-05 10:00:00.1234565'
select timestamp '2024-02-05 1:2:3'
select time '24:00'
select time '25:00'
select timestamp '2024-02-05 23:59:59.9'::date
select timestamp '2024-07-01 10:00' at time zone 'Europe/Rome'
select timestamp '2024-03-31 02:30' at time zone 'Europe/Rome'
select timestamp '2024-10-27 02:30' at time zone 'Europe/Rome'
select timestamp '1960-07-01 10:00' at time zone 'Europe/Rome'
select timestamp '1850-07-01 10:00' at time zone 'Europe/Rome'
select timestamp '0001-01-01'
select date '9999-12-31'+1
select timestamptz '2024-01-01 10:00:00+00'
select timestamptz '2024-01-01'+interval '1 day'
select current_date-date '2000-01-01'>0
select now()-now()
select localtimestamp is null
select current_time is null
select pg_typeof(now())::text
select pg_typeof(current_date)::text
select date '2024-01-01'=timestamp '2024-01-01'
select date '2024-01-01'='2024-01-01'
select '2024-01-01'::timestamp::text
select timestamp '2024-01-01 10:00:00'::text
select timestamp '2024-01-01 10:00:00.100'::text
select timestamptz '2024-01-01 10:00:00+00'::text
select time '10:00'::text
select interval '1 day 02:00'::text
select date '2024-01-01'::timestamptz
select time '23:00'+interval '2 hours'
select 't'::boolean
select 'yes'::boolean
select '1'::boolean
select 'TRUE'::boolean
select 'n'::boolean
select '2'::boolean
select 1::boolean
select 2::boolean
select 0::boolean
select true::int
select true::text
select ' 42 '::int
select '+5'::int
select ''::int
select '-0'::int
select '2147483648'::int
select 'Infinity'::float8
select 'inf'::float8
select '-inf'::float8
select '1,5'::numeric
select 1234.567::numeric(6,2)
select 12345.67::numeric(6,2)
select 1.005::numeric(10,2)
select 2.5::numeric(2,0)
select 1e16::float8::text
select 1e-5::float8::text
select -0.0::float8
select '-0'::float8
select -(0::float8)
select '-0'::float8=0
select 3.14::float4
select 16777217::float4
select 1::float4+1::float8
select 1.1::float8=1.1
select 0.1::float8+0.2::float8
select 'NaN'::float8='NaN'::float8
select 'NaN'::float8>'Infinity'::float8
select 'NaN'::float8<1
select 'a'::uuid
select 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid
select '{a0eebc99-9c0b4ef8-bb6d6bb9bd380a11}'::uuid
select '{"a":1}'::json->'a'
select '{"a":1}'::json->>'a'
select '{"a":"x"}'::json->'a'
select '{"a":"x"}'::json->>'a'
select '{"a":null}'::json->>'a'
select '{"a":null}'::json->'a'
select '[1,2,3]'::json->1
select '[1,2]'::json->>'0'
select '{"a.b":1}'::json->>'a.b'
select '{"b":1, "a":2}'::json
select '{"a":12345678901234567890123}'::json->>'a'
select to_json('a'::text)
select '{"a":"\u00e9"}'::json->>'a'
select ('{"a":1}'::json->>'a')::int+1
select '{"a":true}'::json->>'a'
select '{'::json
select (array[1,2,3])[1]
select (array[1,2,3])[0]
select 1=any(array[1,2])
select 1=all(array[1,null])
select array[1,2]@>array[1]
select array[1,2]&&array[2]
select array[1,null]=array[1,null]
select array_position(array['a','b'],'b')
select row(1,2)=row(1,2)
select row(1,2)<row(1,3)
select row(1,null) is null
select row(1,2) is not null
select (1,2) in ((1,2))
select 1 in (1,null)
select 2 in (1,null)
select 2 not in (1,null)
select null=null
select not null
select true and null
select false and null
select null is true
select null is unknown
select 1 > null
select '' is null
select 'a' is distinct from null
select 'a'::bytea<'b'::bytea
select random() between 0 and 1
select gen_random_uuid() is not null
select pg_typeof(gen_random_uuid())::text
select sum(n) from samples
select min(f) from samples
select min(s) from samples
select max(s) from samples
select count(distinct s) from samples
select count(distinct n) from samples
select count(s) from samples
select count(distinct (i,s)) from samples
select corr(i,b) from samples
select covar_pop(i,b) from samples
select regr_slope(i,b) from samples
select percentile_cont(0.5) within group (order by i) from samples
select percentile_disc(0.5) within group (order by i) from samples
select percentile_cont(0.5) within group (order by i desc) from samples
select percentile_disc(0.25) within group (order by s desc) from samples
select mode() within group (order by i) from samples
select string_agg(s,',') from samples
select string_agg(s,',' order by s) from samples
select string_agg(s,',' order by s desc) from samples
select bool_and(o) from samples
select bool_or(o) from samples
select bit_and(i) from samples
select bit_or(i) from samples
select bit_xor(i) from samples
select sum(distinct n) from samples
select count(*) filter (where i>1) from samples
select sum(i*1.0) from samples
select sum(case when o then n else 0 end) from samples
select stddev_samp(x) FROM (values (1.5::float8)) t(x)
select count(*) FROM (select 1 x where false) t
select string_agg(x,',') from (select 'a' x where false) t
select avg(x) from (values (interval '1 day'),(interval '2 days')) t(x)
select x*x FROM (values (9999999999.999999999::numeric(19,9))) t(x)
select x*0.1 FROM (values (0.1::float8)) t(x)
select x+1.1 FROM (values (1::int)) t(x)
select x*1.1 FROM (values (1::bigint)) t(x)
select x*y FROM (values (1.1::numeric(18,6),1::numeric(38,10))) t(x,y)
select x*(1-y)*(1+z) FROM (values (12345.67::numeric(15,2),0.05::numeric(15,2),0.08::numeric(15,2))) t(x,y,z)
select x*y*z FROM (values (12345.67::numeric(18,4),0.05::numeric(18,4),0.08::numeric(18,4))) t(x,y,z)
select sum(x) FROM (values (1e16::float8),(1),(-1e16)) t(x)
select v,last_value(v) over (order by i) from series order by v
select v,last_value(v) over (order by i,v) from series order by v
select v,sum(v) over (order by i) from series order by v
select v,sum(v) over (order by i desc) from series order by v
select v,sum(v) over (order by i range between 1 preceding and current row) from series order by v
select v,sum(v) over (order by i groups between 1 preceding and current row) from series order by v
select v,sum(v) over (order by i,v rows between 1 preceding and 1 following exclude current row) from series order by v
select v,sum(v) over (order by i rows between unbounded preceding and unbounded following exclude ties) from series order by v
select v,sum(v) over (order by i groups between 1 preceding and 1 following exclude group) from series order by v
select v,lag(v) over (order by i,v) from series order by v
select v,lag(v,2,0) over (order by i,v) from series order by v
select v,lag(s,1,'z') over (order by i,v) from series order by v
select v,lag(v,-1) over (order by v) from series order by v
select v,lead(v,0) over (order by v) from series order by v
select v,nth_value(v,2) over (order by v) from series order by v
select v,ntile(2) over (order by v) from series order by v
select v,ntile(0) over (order by v) from series order by v
select v,rank() over (order by i) from series order by v
select v,dense_rank() over (order by i desc) from series order by v
select v,percent_rank() over (order by i) from series order by v
select v,cume_dist() over (order by i) from series order by v
select v,count(*) over (partition by s) from series order by v
select v,first_value(s) over (order by i nulls first) from series order by v
select v,sum(v) filter (where v>20) over (order by v) from series order by v
select v,string_agg(s,',') over (order by v) from series order by v
select v,array_agg(v) over (order by v) from series order by v
select v,sum(v) over w from series window w as (order by v) order by v
select v,row_number() over ()>0 from series order by v
select d,sum(v) over (order by d range between interval '1 month' preceding and current row) from (values (date '2024-01-31',1),(date '2024-02-29',2),(date '2024-03-31',4),(date '2024-04-01',8)) t(d,v) order by d
select f, rank() over (order by f) from (values ('NaN'::float8),(1),('Infinity'),(null),(-0.0),(0.0)) t(f) order by f
select count(distinct f) from (values ('-0'::float8),(0)) t(f)
select * from (values ('-0'::float8)) a(x) join (values (0::float8)) b(y) on x=y
select * from (values ('NaN'::float8)) a(x) join (values ('NaN'::float8)) b(y) on x=y
select * from (values (null::int)) a(x) join (values (null::int)) b(y) on x=y
select s from (values ('b'),('B'),('a'),('é'),('Z'),(''),(null),('😀'),('｡')) t(s) order by s
select s from (values ('b'),('B'),(null)) t(s) order by s desc
select i from (values (1),(null),(2)) t(i) order by i desc limit 2
select distinct on (s) s,i from (values ('a',2),('a',1),('b',3)) t(s,i) order by s,i
select distinct on (s) s,i from (values ('a',2),(null,1),(null,3)) t(s,i) order by s,i desc
select * from (values (1),(1),(2)) t(i) except all select 1
select * from (values (1),(1),(2)) t(i) intersect all select 1
select null union all select 1
select 'a' union all select null
select '1' union select 1
select date '2024-01-01' union all select timestamp '2024-01-01 10:00'
select * from generate_series(1,5,2) g
select * from generate_series(3,1) g
select * from generate_series(1,0) g
select * from generate_series(1,3,0) g
select unnest(array[1,2]),unnest(array[1])
select * from unnest(array[1,2]) with ordinality u(a,n)
select s, count(*) from (values ('a',1),('b',2)) t(s,i) group by rollup(s) order by s
select grouping(s,i),s,i,count(*) from (values ('a',1)) t(s,i) group by cube(s,i) order by 1,2,3
select count(*) from (select 1 where false) t group by ()
select count(*) from (values (1)) t(i) group by grouping sets ((),())
select i,count(*) from (select 1 i where false) t group by rollup(i)
select a as b, count(*) from (values (1,10),(2,10)) t(a,b) group by b
select a+1 as a from (values (1),(2)) t(a) order by a
select -a as a from (values (1),(2)) t(a) order by a
select -a as a from (values (1),(2)) t(a) order by a+0
select a from (values (1,2)) t(a,"A")
select a as "X", a as x from (values (1)) t(a)
select * from (select 1 as "X", 2 as x) t
select (select i from (values (1),(2)) t(i))
select (select i from (values (1)) t(i) where false)
select 1 where 1 in (select null::int)
select 1 where 2 not in (select null::int)
select exists(select null)
select 1 = any(select 2 union select null)
select 1 where (1,2) in (select 1,2)
select i from (values (1),(2)) t(i) limit null
select i from (values (1),(2)) t(i) limit 0
select i from (values (1),(2),(3)) t(i) order by i offset 1 limit 1
select i from (values (1),(2)) t(i) limit -1
select i from (values (1),(2),(3)) t(i) limit 1.5
select i from (values (1),(2)) t(i) order by 2
select 'x'::text as s having true
select 1 having false
with recursive r(n) as (select 1 union all select n+1 from r where n<3) select * from r
with recursive r(n) as (select 1 union select (n+1)%3 from r) select * from r order by 1
with t as (select random() r) select (select r from t)=(select r from t)
with t as materialized (select random() r) select count(distinct r) from (select * from t union all select * from t) u
select count(distinct r) from (select random() r from generate_series(1,3)) q
select now()=now()
select count(*) from (values (1),(2)) a(x) natural join (values (2),(3)) b(x)
select * from (values (1,2)) a(x,y) join (values (1,3)) b(x,z) using (x)
select x from (values (1)) a(x) full join (values (2)) b(x) using (x) order by 1
select * from (values (1)) a(x), lateral (select x+1) b(y)
select * from (values (1),(2)) a(x) left join lateral (select x as y where x>1) b on true order by 1
select sum(x) from (values ('1')) t(x)
values (1,'a'),(2,'b')
table pg_am limit 0
select i from (values (1)) t(i) group by i having i>0
select count(*), i from (values (1)) t(i)
select s like 'A%' from (values ('abc')) t(s)
select 'ab' collate "C" < 'b'
select 1 as rank
select rank from (select 1 as rank) t
