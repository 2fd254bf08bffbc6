export { createFolderResultStore } from './folder-store.ts'
