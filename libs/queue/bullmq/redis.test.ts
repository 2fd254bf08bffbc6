import { randomBytes } from 'node:crypto'
import { createBullmqQueueService } from '#queue/bullmq'
import { testQueueService } from '../../../test/conformance/queue.ts'
import { type SharedQueueHarness, testQueueTakeover } from '../../../test/conformance/queue-takeover.ts'
import { redis } from '../../../test/services/index.ts'

const start = async (): Promise<SharedQueueHarness> => {
  const { url } = await redis()
  const prefix = `t${randomBytes(6).toString('hex')}`
  return {
    open: (place) => createBullmqQueueService(url, { prefix: prefix + place }),
    consumerArguments: (place) => [url, prefix + place],
  }
}

testQueueService('redis', start)
testQueueTakeover('redis', start)
