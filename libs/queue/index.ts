export type {
  Consumer,
  Delivery,
  EnqueueOptions,
  JobOutcome,
  JobQueue,
  Member,
  QueueName,
  QueueService,
} from './port.ts'
export { signTask, verifyTask } from './signature.ts'
export type {
  DescribeTask,
  FetchTask,
  QueryTask,
  SignedTask,
  SnapshotTask,
  TablesTask,
  TestTask,
  WorkerTask,
  WorkerTaskResult,
} from './tasks.ts'
