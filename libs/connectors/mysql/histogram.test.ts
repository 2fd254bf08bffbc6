import { describe, expect, test } from 'vitest'
import { DATE, decimal, type EngineType, FLOAT64, INT32, INT64, STRING } from '#arrow'
import { mariadbHistogram, mysqlHistogram } from './histogram.ts'

/** No MySQL 8 runs in these tests: the objects are those of its manual, and of its own tests for the other types. */
const MANUAL = `{
  "buckets": [[1, 0.3333333333333333], [2, 0.6666666666666666], [3, 1]],
  "null-values": 0,
  "last-updated": "2017-03-24 13:32:40.000000",
  "sampling-rate": 1,
  "histogram-type": "singleton",
  "number-of-buckets-specified": 128,
  "data-type": "int",
  "collation-id": 8
}`

function equiHeight(dataType: string, buckets: readonly unknown[], more: object = {}): string {
  const rest = { 'null-values': 0, 'sampling-rate': 1, 'histogram-type': 'equi-height', 'collation-id': 8 }
  return JSON.stringify({ buckets, 'data-type': dataType, ...rest, ...more })
}

describe('histograms of MySQL 8', () => {
  test('the manual’s: each value with its share of the rows, the most frequent first', () => {
    const third = expect.closeTo(1 / 3, 10)
    expect(mysqlHistogram(MANUAL, INT32)).toEqual({
      distinct: 3,
      nullFraction: 0,
      commonValues: ['3', '1', '2'].map((value) => ({ value, fraction: third })),
      histogram: [],
    })
  })

  test('ranges of about equal shares, and a value that has a bucket of its own', () => {
    const text = equiHeight(
      'date',
      [
        ['1985-01-01', '1985-02-28', 0.2, 31],
        ['1985-03-01', '1985-03-28', 0.4, 28],
        ['1985-03-29', '1985-03-29', 0.7, 1],
        ['1985-03-30', '2000-01-28', 0.9, 501],
      ],
      { 'null-values': 0.1 },
    )
    expect(mysqlHistogram(text, DATE)).toEqual({
      distinct: 561,
      nullFraction: 0.1,
      commonValues: [{ value: '1985-03-29', fraction: expect.closeTo(0.3, 10) }],
      histogram: ['1985-01-01', '1985-02-28', '1985-03-28', '2000-01-28'],
    })
  })

  test('text is kept by its bytes', () => {
    const text = equiHeight('string', [
      ['base64:type254:MA==', 'base64:type254:MQ==', 0.6666666666666666, 2],
      ['base64:type254:Mg==', 'base64:type254:Mg==', 1.0, 1],
    ])
    expect(mysqlHistogram(text, STRING)).toMatchObject({ commonValues: [{ value: '2' }], histogram: ['0', '1'] })
  })

  test('a sample does not tell how many values differ', () => {
    const buckets = [
      [1.5, 2.5, 0.5, 10],
      [3, 4.25, 1, 10],
    ]
    const facts = mysqlHistogram(equiHeight('double', buckets, { 'sampling-rate': 0.1 }), FLOAT64)
    expect(facts).toMatchObject({ distinct: null, histogram: ['1.5', '2.5', '4.25'] })
  })

  test.each<[string, string, EngineType]>([
    ['no JSON', '{"buckets": [[1', INT32],
    ['no object', '[1, 2]', INT32],
    ['no buckets', equiHeight('int', []), INT32],
    ['a bucket that is none', equiHeight('int', [[1, 2, 0.5, 2], 'x']), INT32],
    ['a share that is no number', equiHeight('int', [[1, 2, 'half', 2]]), INT32],
    ['numbers of an ENUM', MANUAL.replace('"int"', '"enum"'), STRING],
    ['values of another type', MANUAL, DATE],
  ])('%s tells nothing', (_name, text, type) => {
    expect(mysqlHistogram(text, type)).toBeUndefined()
  })
})

describe('histograms of MariaDB', () => {
  const ends = { least: '1', greatest: '800', nullFraction: 0 }

  test('the manual’s: how wide each of equal shares is', () => {
    const text = '0.000,0.004,0.000,0.004,0.012,0.035,0.075,0.870'
    const facts = mariadbHistogram(text, INT64, ends)
    expect(facts?.histogram.map(Number).map(Math.round)).toEqual([1, 1, 4, 4, 7, 17, 45, 105, 800])
    expect(facts?.histogram[0]).toBe('1')
  })

  test('of dates, which it counts as the number of their digits', () => {
    const facts = mariadbHistogram('0.5,0.25,0.25', DATE, { ...ends, least: '1992-01-02', greatest: '1998-12-01' })
    expect(facts?.histogram).toEqual(['1992-01-02', '1995-06-28', '1996-12-26', '1998-12-01'])
  })

  test('JSON: buckets from their start to the next', () => {
    const text = JSON.stringify({
      target_histogram_size: 3,
      histogram_hb: [
        { start: '12', size: 0.25, ndv: 1101 },
        { start: '30480', size: 0.5, ndv: 1 },
        { start: '30481', size: 0.25, ndv: 20, end: '49977' },
      ],
    })
    expect(mariadbHistogram(text, decimal(10, 0), { least: '12', greatest: '49977', nullFraction: 0.2 })).toEqual({
      distinct: 1122,
      nullFraction: 0.2,
      commonValues: [{ value: '30480', fraction: 0.4 }],
      histogram: ['12', '30480', '49977'],
    })
  })

  test.each([
    ['text, whose places nobody else can count', '0.5,0.5', STRING],
    ['no numbers', '0.5,wide', INT32],
    ['JSON of another form', '{"histogram_hb": [{"start_hex": "00"}]}', INT32],
  ])('%s tells nothing', (_name, text, type) => {
    expect(mariadbHistogram(text, type, ends)).toBeUndefined()
  })
})
