import { createBullmqQueueService } from '#queue/bullmq'
import { testQueueService } from '../../../test/conformance/queue.ts'
import { type SharedQueueHarness, testQueueTakeover } from '../../../test/conformance/queue-takeover.ts'
import { freshPostgresDatabase } from '../../../test/services/index.ts'

const start = async (): Promise<SharedQueueHarness> => {
  const { url } = await freshPostgresDatabase()
  return {
    open: (place) => createBullmqQueueService(url, { prefix: place }),
    consumerArguments: (place) => [url, place],
  }
}

testQueueService('postgres', start)
testQueueTakeover('postgres', start)
