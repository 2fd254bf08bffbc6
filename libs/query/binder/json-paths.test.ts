import { expect, test } from 'vitest'
import { ValidationError } from '#core'
import { typeOfValue } from './testing/bound-types.ts'

const B = `'{"a": [1, {"b": null}]}'::jsonb`

test.each([
  [`(${B})['a']`, 'json'],
  [`(${B})['a'][0]`, 'json'],
  [`(${B})['a'][i2]['b'][-1]`, 'json'],
  [`(${B})[s]`, 'json'],
  [`(${B})[null]`, 'json'],
  [`jsonb_set(${B}, '{a,0}', '2')`, 'json'],
  [`jsonb_set(${B}, array['a', '0'], to_jsonb(i4), false)`, 'json'],
  [`jsonb_set(${B}, null, '2')`, 'json'],
  [`jsonb_set(${B}, '{a}', '2', null)`, 'json'],
  [`jsonb_insert(${B}, '{a,0}', '2', true)`, 'json'],
  [`jsonb_insert(${B}, '{a,0}', '2')`, 'json'],
  [`${B} #- '{a,0}'`, 'json'],
  [`'{"a": 1}' #- '{a}'`, 'json'],
  [`${B} #- null`, 'json'],
  [`${B} - 'a'`, 'json'],
  [`${B} - 0`, 'json'],
  [`${B} - array['a', null, 'b']`, 'json'],
  [`${B} - null::text[]`, 'json'],
  [`jsonb_strip_nulls(${B})`, 'json'],
  [`jsonb_strip_nulls(${B}, true)`, 'json'],
  [`jsonb_strip_nulls(${B}, null)`, 'json'],
  [`${B} @? '$.a[*]'`, 'boolean'],
  [`${B} @@ '$.a[0] > 1'`, 'boolean'],
  [`jsonb_path_exists(${B}, '$.a')`, 'boolean'],
  [`jsonb_path_match(${B}, '$.a[0] > $x', '{"x": 0}', true)`, 'boolean'],
  [`jsonb_path_query_array(${B}, '$.a[*]')`, 'json'],
  [`jsonb_path_query_first(${B}, '$.a[*]', '{}')`, 'json'],
  [`(${B} -> 'a')::int2`, 'int16'],
  [`(${B} -> 'a')::bigint`, 'int64'],
  [`(${B} -> 'a')::numeric`, 'decimal(38,20)'],
  [`(${B} -> 'a')::numeric(10,2)`, 'decimal(10,2)'],
  [`(${B} -> 'a')::float8`, 'float64'],
  [`(${B} -> 'a')::boolean`, 'boolean'],
])('%s is %s', async (expression, type) => {
  expect(await typeOfValue(expression)).toBe(type)
})

test.each([
  [`(${B})[1:2]`, 'TYPE_ERROR', '42804'],
  [`(${B})[d]`, 'TYPE_ERROR', '42804'],
  [`(array[1, 2])[1][2]`, 'UNSUPPORTED', '0A000'],
  [`(i4)[1]`, 'TYPE_ERROR', '42804'],
  [`jsonb_set(${B}, '{a}')`, 'UNKNOWN_FUNCTION', '42883'],
  [`jsonb_set(${B}, '{a}', '1', true, true)`, 'UNKNOWN_FUNCTION', '42883'],
  [`jsonb_set(j, '{a}', '1')`, 'UNKNOWN_FUNCTION', '42883'],
  [`jsonb_set(${B}, '{a', '1')`, 'TYPE_ERROR', '22P02'],
  [`jsonb_set(${B}, '{a,NULL}', '1')`, 'UNSUPPORTED', '0A000'],
  [`jsonb_set(${B}, '{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17}', '1')`, 'UNSUPPORTED', '0A000'],
  [`jsonb_set(${B}, array[s], '1')`, 'UNSUPPORTED', '0A000'],
  [`jsonb_set(${B}, '{a}', '1', i4 > 1)`, 'UNSUPPORTED', '0A000'],
  [`jsonb_insert(${B}, '{a}', i4)`, 'UNKNOWN_FUNCTION', '42883'],
  [`jsonb_strip_nulls(${B}, true, true)`, 'UNKNOWN_FUNCTION', '42883'],
  [`jsonb_strip_nulls(${B}, s = 'a')`, 'UNSUPPORTED', '0A000'],
  [`j #- '{a}'`, 'TYPE_ERROR', '42883'],
  [`${B} - '{}'::text[]`, 'UNSUPPORTED', '0A000'],
  [`${B} - array[s]`, 'UNSUPPORTED', '0A000'],
  [`j @? '$.a'`, 'TYPE_ERROR', '42883'],
  [`${B} @? s`, 'TYPE_ERROR', '42883'],
  [`jsonb_path_exists(${B}, s)`, 'UNKNOWN_FUNCTION', '42883'],
  [`jsonb_path_exists(${B}, '$', '{}', true, true)`, 'UNKNOWN_FUNCTION', '42883'],
  [`(${B} -> 'a')::date`, 'TYPE_ERROR', '42846'],
])('%s is refused as %s', async (expression, code, sqlState) => {
  const error: unknown = await typeOfValue(expression).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ValidationError)
  expect(error).toMatchObject({ code, detail: { sqlState } })
})
