import { expect, it } from 'vitest'
import { partitionsForOne, threadsForOne } from './kernel-threads.ts'

const all = { enableParallelExecution: true, maxCpuPercent: 100 }

it('takes what is free, and leaves half of the slots to others', () => {
  expect(threadsForOne({ used: 0, total: 8 }, all, 16)).toBe(4)
  expect(threadsForOne({ used: 6, total: 8 }, all, 16)).toBe(2)
  expect(threadsForOne({ used: 8, total: 8 }, all, 16)).toBe(1)
  expect(threadsForOne({ used: 0, total: 1 }, all, 16)).toBe(1)
})

it('is one thread without parallel execution', () => {
  expect(threadsForOne({ used: 0, total: 8 }, { ...all, enableParallelExecution: false }, 16)).toBe(1)
})

it('uses no more than max_cpu_percent of the processors, rounded up', () => {
  expect(threadsForOne({ used: 0, total: 64 }, { ...all, maxCpuPercent: 25 }, 16)).toBe(4)
  expect(threadsForOne({ used: 0, total: 64 }, { ...all, maxCpuPercent: 80 }, 2)).toBe(2)
  expect(threadsForOne({ used: 0, total: 64 }, { ...all, maxCpuPercent: 0 }, 16)).toBe(1)
})

it('divides a large query among the kernels that find slots and processors, but for two of each', () => {
  expect(partitionsForOne({ used: 0, total: 5 }, all, 16)).toBe(3)
  expect(partitionsForOne({ used: 0, total: 64 }, all, 64)).toBe(4)
  expect(partitionsForOne({ used: 5, total: 8 }, all, 16)).toBe(2)
  expect(partitionsForOne({ used: 0, total: 8 }, all, 4)).toBe(2)
  expect(partitionsForOne({ used: 0, total: 8 }, { ...all, maxCpuPercent: 25 }, 16)).toBe(3)
})

it('does not divide where two kernels find no room', () => {
  expect(partitionsForOne({ used: 0, total: 8 }, all, 2)).toBe(1)
  expect(partitionsForOne({ used: 0, total: 2 }, all, 16)).toBe(1)
  expect(partitionsForOne({ used: 6, total: 8 }, all, 16)).toBe(1)
  expect(partitionsForOne({ used: 0, total: 8 }, { ...all, enableParallelExecution: false }, 16)).toBe(1)
})
