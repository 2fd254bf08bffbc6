import { expect, test } from 'vitest'
import {
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  STRING,
  TIMESTAMP,
  TIMESTAMPTZ,
  typeName,
  UINT64,
  UUID,
} from '#arrow'
import type { Expression } from '../expression.ts'
import { AGGREGATE_FUNCTIONS, SCALAR_FUNCTIONS, WINDOW_FUNCTIONS } from '../function-names.ts'
import { commonType, comparisonType, convertsExplicitly, convertsImplicitly } from './conversions.ts'
import { callIsNullable } from './nullability.ts'
import { resolveOverload } from './resolve.ts'
import { aggregateBySqlName, scalarBySqlName, sqlFunctionNames } from './sql-names.ts'
import { aggregateRecord, scalarRecord, windowRecord } from './table.ts'

function column(type: EngineType, nullable = false): Expression {
  return { kind: 'column', id: 'c0', type, nullable }
}

test('every function has at least one signature', () => {
  const records = [
    ...SCALAR_FUNCTIONS.map(scalarRecord),
    ...AGGREGATE_FUNCTIONS.map(aggregateRecord),
    ...WINDOW_FUNCTIONS.map(windowRecord),
  ]
  expect(records.filter(({ signatures }) => signatures.length === 0)).toEqual([])
})

test('exact types win, then the preferred type of the category', () => {
  const resolved = (name: 'date_trunc' | 'round', ...args: (EngineType | null)[]) => {
    const resolution = resolveOverload(scalarRecord(name).signatures, args)
    return typeof resolution === 'string' ? resolution : resolution.parameters.join()
  }
  expect(resolved('date_trunc', null, DATE)).toBe('string,timestamptz')
  expect(resolved('date_trunc', null, TIMESTAMP)).toBe('string,timestamp')
  expect(resolved('date_trunc', STRING, UUID)).toBe('none')
  expect(resolved('date_trunc', null, null)).toBe('ambiguous')
  expect(resolved('round', INT32)).toBe('float64')
  expect(resolved('round', INT32, INT32)).toBe('decimal,int32')
  expect(resolved('round', FLOAT64, INT32)).toBe('float64,int32')
})

test.each([
  ['add', decimal(12, 2), decimal(5, 4), 'decimal(15,4)'],
  ['multiply', decimal(12, 2), decimal(5, 4), 'decimal(17,6)'],
  ['multiply', decimal(38, 2), decimal(38, 4), 'decimal(38,6)'],
  ['divide', decimal(12, 2), decimal(5, 4), 'decimal(38,16)'],
  ['divide', decimal(38, 20), decimal(5, 4), 'decimal(38,20)'],
  ['modulo', decimal(12, 2), decimal(5, 4), 'decimal(14,4)'],
  ['divide', INT32, INT32, 'int32'],
  ['add', FLOAT32, FLOAT32, 'float32'],
] as const)('%s of %o and %o', (name, a, b, expected) => {
  const [signature] = scalarRecord(name).signatures
  expect(signature === undefined ? '' : typeName(signature.result([column(a), column(b)]))).toBe(expected)
})

test('common types are PostgreSQL’s', () => {
  const common = (...types: (EngineType | null)[]) => {
    const type = commonType(types)
    return type === undefined ? 'none' : typeName(type)
  }
  expect(common(INT16, INT64)).toBe('int64')
  expect(common(INT32, decimal(5, 2))).toBe('decimal(12,2)')
  expect(common(INT32, FLOAT32)).toBe('float32')
  expect(common(FLOAT64, decimal(5, 2))).toBe('float64')
  expect(common(DATE, TIMESTAMP, TIMESTAMPTZ)).toBe('timestamptz')
  expect(common(UINT64, INT64)).toBe('decimal(20,0)')
  expect(common(null, null)).toBe('string')
  expect(common(null, DATE)).toBe('date')
  expect(common(STRING, INT32)).toBe('none')
})

test('comparisons of mixed numbers', () => {
  expect(comparisonType(INT32, FLOAT32)).toEqual(FLOAT64)
  expect(comparisonType(decimal(5, 2), FLOAT32)).toEqual(FLOAT64)
  expect(comparisonType(FLOAT32, FLOAT32)).toEqual(FLOAT32)
  expect(comparisonType(BOOLEAN, INT32)).toBeUndefined()
  expect(comparisonType({ kind: 'json' }, { kind: 'json' })).toBeUndefined()
})

test('conversions with and without CAST', () => {
  expect(convertsImplicitly('int32', 'int64')).toBe(true)
  expect(convertsImplicitly('int64', 'int32')).toBe(false)
  expect(convertsExplicitly('int64', 'int32')).toBe(true)
  expect(convertsExplicitly('boolean', 'int64')).toBe(false)
  expect(convertsExplicitly('timestamp', 'date')).toBe(true)
  expect(convertsExplicitly('interval', 'date')).toBe(false)
})

test('NULL behaviour', () => {
  expect(callIsNullable('add', [column(INT32), column(INT32, true)])).toBe(true)
  expect(callIsNullable('coalesce', [column(INT32, true), column(INT32)])).toBe(false)
  expect(callIsNullable('is_null', [column(INT32, true)])).toBe(false)
  expect(callIsNullable('extract', [column(STRING), column(INTERVAL)])).toBe(true)
})

test('SQL names', () => {
  expect(scalarBySqlName('char_length')).toBe('length')
  expect(scalarBySqlName('eq')).toBeUndefined()
  expect(aggregateBySqlName('stddev')).toBe('stddev_samp')
  expect(sqlFunctionNames()).toContain('current_date')
})
