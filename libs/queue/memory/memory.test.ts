import type { QueueService } from '#queue'
import { createMemoryQueueService } from '#queue/memory'
import { testQueueService } from '../../../test/conformance/queue.ts'

testQueueService('memory', async () => {
  const places = new Map<string, QueueService>()
  return {
    open: async (place) => {
      const service = places.get(place) ?? createMemoryQueueService()
      places.set(place, service)
      return service
    },
  }
})
