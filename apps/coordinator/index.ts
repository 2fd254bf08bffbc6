export { createApp } from './app.ts'
export type { AccessPolicy, AppDeps } from './deps.ts'
export type { Server, ServerOptions } from './server.ts'
export { startServer } from './server.ts'
