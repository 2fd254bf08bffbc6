/** JSON of every kind: nested, spaced, with equal keys, escapes, long numbers, brackets within texts. */
export const JSON_TABLES = String.raw`
  create table docs (id int, j json, b jsonb, k text, n int);
  insert into docs select id, j::json, j::jsonb, k, n from (values
  (1, '{"a": 1.10, "b" : [1, 2 , {"c": "x,y]"}], "a.b":true, "$.a" : "dollar", "/a":null}', 'a', 0),
  (2, '{"a":1,"a":{"z": [ ]},"b":"q\"uo\u00e9\\","":0}', '', 1), (3, '  [1, [2,3] , "x", null, {"a":"b"}, -1.50e2, 12345678901234567890123] ', 'x', -1),
  (4, null, null, null), (5, '"te\nxt \ud83d\ude00"', 'b', 4), (6, 'null', 'a', -7), (7, '12.50', '0', 2), (8, '[]', 'a', 0), (9, '{}', 'a', 0),
  (10, '{"a":"1","b":{"b":{"b":[{"b":"deep"}]}}, "n":0.0}', 'b', 100), (11, '["a","b","a",1,true]', 'a', 3), (12, 'true', 'x', 1),
  (13, ' { "k" : "}{][" , "a" : [ "\\" , "\"" ] } ', 'k', 0), (14, '{"\u0061":"escaped key","é":1}', 'é', 0)) v(id, j, k, n);`

export const JSON_READ: readonly string[] = [
  `select id, j -> 'a', j -> 'b', j -> 'a.b', j -> '$.a', j -> '/a', j -> '', j -> 'é' from docs`,
  `select id, j ->> 'a', j ->> 'b', j ->> 'a.b', j ->> '$.a', j ->> '/a', j ->> 'k', j ->> 'n' from docs`,
  'select id, j -> 0, j -> 1, j -> -1, j ->> 2, j ->> 3, j ->> -2, j ->> 100, j -> 6 from docs',
  'select id, j -> k, j ->> k, j -> n, j ->> n, b -> k, b ->> n from docs',
  `select id, b -> 'a', b -> 'b', b ->> 'b', b -> 5, b ->> 0, b ->> 'a.b' from docs`,
  `select id, j #> '{b,2,c}', j #>> '{b,2,c}', j #>> '{b,b,b,0,b}', j #> '{}', j #>> '{}', j #> '{1,-1}', b #>> '{b,2,c}', b #> '{4}', b #>> '{1,0}' from docs`,
  `select id, json_extract_path(j, 'b', '2'), json_extract_path_text(j, 'b', '2', 'c'), jsonb_extract_path_text(b, 'a'), json_extract_path_text(j, k) from docs`,
  'select id, json_typeof(j), jsonb_typeof(b), json_typeof(j -> k) from docs',
  `select id, json_array_length(j), jsonb_array_length(b) from docs where json_typeof(j) = 'array' or j is null`,
  'select json_array_length(j) from docs where id = 1',
  'select jsonb_array_length(b) from docs where id = 7',
  `select id, (j ->> 'a')::text || '!', coalesce(j ->> 'k', 'none') from docs`,
  `select ('{"a":1}'::json ->> 'a')::int + 1, '{"a": {"b": 2}}'::jsonb -> 'a' ->> 'b'`,
  String.raw`select '{"a":"\u0000"}'::json ->> 'a'`,
  String.raw`select '{"a":"\ud800","b":1}'::json -> 'b'`,
  'select j -> true from docs',
  `select k -> 'a' from docs`,
]

export const JSONB: readonly string[] = [
  'select id, b, b::text, b::json from docs',
  `select id, b ? 'a', b ? 'x', b ?| array['a', 'x'], b ?& array['a', 'b'], b ?| '{z}' from docs`,
  `select id, b = '{"a": "1"}', b = '12.5', b <> '[]', b is distinct from '"x"', b in ('[]', '{}', '12.500') from docs`,
  `select id, b - 'a', b - 'zz' from docs where jsonb_typeof(b) in ('object', 'array') or b is null`,
  `select id, b - 0, b - -1, b - 100, b - n from docs where jsonb_typeof(b) = 'array'`,
  `select b - 'a' from docs where id = 7`,
  'select b - 0 from docs where id = 1',
  String.raw`select '[1e2, 1.50e1, 1E-3, -0, -0.0, 0.10, 0e5, 0.00e1]'::jsonb, '{"b":1, "aa":2, "b":3, "é":1}'::jsonb, '"\u00e9\n\u001f\/"'::jsonb, ' "\ud83d\ude00" '::jsonb`,
  String.raw`select '"\u0000"'::jsonb`,
  String.raw`select '"\ud800"'::jsonb`,
  `select '{"a":1,"a":2}'::jsonb ->> 'a', '{"a": [1,  2]}'::json::jsonb, jsonb '1.0' = jsonb '1'`,
  `select '[1,2'::jsonb`,
  `select j = j from docs`,
  `select j ? 'a' from docs`,
]

export const JSON_MADE: readonly string[] = [
  `select id, to_json(k), to_json(n), to_json(n > 1), to_json(j), to_jsonb(b), to_jsonb(k), to_json(id * 1.50) from docs`,
  `select id, json_build_object('a', n, 'b', k, id, j, 'd', b), json_build_array(k, n, null, j, 'x'), jsonb_build_array(b, k, n) from docs`,
  'select json_build_object(), json_build_array(), jsonb_build_array()',
  String.raw`select to_json(E'a"b\\c/é\x01\x1f\t\n\r\b\f\x7f'::text), to_json(date '2024-01-02'), to_json(timestamp '2024-01-02 03:04:05.6'), to_json(true), to_json(null::text)`,
  'select json_build_object(k, 1) from docs where id = 4',
  `select json_build_object('a')`,
  'select json_agg(k order by id), jsonb_agg(n order by id), json_agg(j order by id), json_agg(n > 1 order by id), json_agg(k order by id) filter (where id > 90) from docs',
  `select n > 0, json_agg(id order by id desc), json_object_agg(coalesce(k, 'none') || id, n order by id), jsonb_agg(b order by id) from docs group by n > 0 order by 1`,
  'select json_object_agg(k, 1) from docs',
  'select id, json_agg(k) over (order by id) from docs',
  'select json_agg(n) from (select n from docs order by id desc) q',
  `select id, (select json_agg(d.k order by d.id) from docs d where d.n = o.n), j -> (select min(k) from docs), b -> o.k from docs o`,
  `select o.id from docs o where exists (select 1 from docs d where d.j ->> o.k = '1.10' and d.j -> 'b' is not null)`,
  `select json_build_object(true, date '2024-02-29', 1.5, null)`,
]

/** What the kernel cannot say exactly, and what has no form here. */
export const REFUSED_JSON: readonly string[] = [
  `select b @> '{"a":1}' from docs`,
  `select b || '{"a":1}' from docs`,
  'select j::jsonb from docs',
  'select to_jsonb(j) from docs',
  'select distinct b from docs',
  'select to_json(now())',
]

/** Operators of jsonb that only a server has. */
export const JSONB_PUSHED: readonly string[] = [
  `select id, b @> '{"a":"1"}', b <@ '["a","b","c",1,true,2]', b @> '[]', b @> '12.5', b @> '"a"', b @> '{}', '{"a":1.10}' <@ b from docs`,
  `select id, b || '{"a":2}', b || '[1]', '{"z":null}' || b from docs`,
]
