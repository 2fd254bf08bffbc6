export { abortable, abortReason, delay, throwIfAborted, withDeadline } from './abort.ts'
export type { FailureDetail } from './errors.ts'
export {
  AjnaError,
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  fromFailure,
  problemsOf,
  QueryError,
  QueryTimeoutError,
  toFailure,
  ValidationError,
} from './errors.ts'
export type { Failure, FailureCode, Position, Problem, Warning, WarningCode } from './failure.ts'
export type { AttemptRef, FragmentId, QueryId, TaskId } from './ids.ts'
export { auxiliaryTaskId, fetchTaskId, fragmentId, newQueryId, parseQueryId, snapshotId } from './ids.ts'
export { didYouMean, nearestName } from './nearest-name.ts'
export { siblingModule } from './sibling-module.ts'
export type { StoreAddress, StoredPart } from './stored-part.ts'
export { unreachable } from './unreachable.ts'
