export { openQueueService } from './open.ts'
export { type BullmqQueueOptions, createBullmqQueueService } from './service.ts'
