import { expect, test } from 'vitest'
import { parseNumberFormat } from '#plan'
import { bindSql } from './testing/catalog.ts'

test.each([
  [`to_char(i4, '9.9EEEE')`, "The format '9.9EEEE' of to_char is not supported"],
  [`to_char(i4, 'RN')`, "The format 'RN' of to_char is not supported"],
  [`to_char(i4, '999th')`, "The format '999th' of to_char is not supported"],
  [`to_char(d, '99V99')`, "The format '99V99' of to_char is not supported"],
  [`to_char(d, 'L999')`, "The format 'L999' of to_char is not supported"],
  [`to_char(d, '.99')`, "The format '.99' of to_char is not supported"],
  [`to_char(d, '99.')`, "The format '99.' of to_char is not supported"],
  [`to_char(d, 'S99S')`, "The format 'S99S' of to_char is not supported"],
  [`to_char(d, '')`, "The format '' of to_char is not supported"],
  [`to_char(f4, '99.9')`, 'to_char of a real is not supported; cast it to double precision or numeric.'],
  [`to_char(d, s)`, 'The format of to_char must be a constant.'],
  [`to_number(s, 'FM9')`, 'to_number takes formats of 9, 0'],
  [`to_number(s, '9MI')`, 'to_number takes formats of 9, 0'],
  [`to_number(s, '$9')`, 'to_number takes formats of 9, 0'],
  [`to_number(s, '${'9'.repeat(39)}')`, 'to_number takes formats of 9, 0'],
  [`to_number(s, s)`, 'The format of to_number must be a constant.'],
])('%s is refused with a sentence', async (call, sentence) => {
  await expect(bindSql(`select ${call} from types`)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    detail: { sqlState: '0A000' },
    message: expect.stringContaining(sentence),
  })
})

test.each([`to_char(i4)`, `to_char(i4, '9', '9')`, `to_number(s)`, `to_number(i4, '9')`])(
  '%s is no function of PostgreSQL',
  async (call) => {
    await expect(bindSql(`select ${call} from types`)).rejects.toMatchObject({ detail: { sqlState: '42883' } })
  },
)

test('a format is read into its parts', () => {
  expect(parseNumberFormat('FM$s9,099d90" each"')).toStrictEqual({
    isBare: true,
    before: '$',
    sign: { style: 'S', stands: 'before' },
    whole: '9,099',
    digits: 4,
    zeros: 3,
    places: 2,
    keptPlaces: 2,
    after: ' each',
  })
})
