export type {
  FragmentStatistics,
  Manifest,
  QueryProgress,
  QueryState,
  QueryStatistics,
  ResultPart,
  Submission,
} from './manifest.ts'
export { FINAL_STATES } from './manifest.ts'
export type { ManifestFilter, ManifestPage, ResultStore } from './port.ts'
