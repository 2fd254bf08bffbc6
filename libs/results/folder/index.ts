export { createFolderResultStore, createPassingResultStore } from './folder-store.ts'
