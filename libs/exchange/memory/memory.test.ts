import { createMemoryExchange } from '#exchange/memory'
import { testExchange } from '../../../test/conformance/exchange.ts'

testExchange('memory', async () => ({ ...createMemoryExchange(), close: async () => undefined }))
