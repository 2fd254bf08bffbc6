export { createFolderResultStore, createPassingResultStore, openFolderParts } from './folder-store.ts'
