import { expect, test } from 'vitest'
import { failureFromText, failureToText } from './failure-text.ts'

test('a failure written for BullMQ reads back as it was', () => {
  const failure = {
    code: 'SOURCE_BUSY',
    message: 'Busy {"ajna_failure"}\n\u0000',
    retryable: true,
    source: 's',
  } as const
  expect(failureFromText(failureToText(failure), 'job')).toEqual(failure)
})

test('a job whose processes kept dying is a retryable WORKER_LOST', () => {
  const failure = failureFromText('job stalled more than allowable limit', 'job-7')
  expect(failure).toMatchObject({ code: 'WORKER_LOST', retryable: true })
  expect(failure.message).toContain('job-7')
})

test.each([
  undefined,
  '',
  'Missing lock for job 7. moveToFinished',
  '{"code":"INTERNAL","message":"m","retryable":false}',
  '{"ajna_failure":{"code":"INTERNAL"}}',
  '{not json',
])('the reason %j was not written by us and is not shown', (reason) => {
  expect(failureFromText(reason, 'job')).toMatchObject({ code: 'QUEUE_UNAVAILABLE', retryable: true })
})
