export { createMemoryQueueService } from './service.ts'
