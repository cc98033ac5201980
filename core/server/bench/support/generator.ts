import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startNode, stopProcess } from '../../../tooling/src/processes.ts'
import type { Load, LoadResult } from './load_process.ts'

const PROGRAM = fileURLToPath(new URL('./load_process.ts', import.meta.url))

/** The generator of requests, in a process of its own that lives through all the rounds. */
export interface Generator {
  load(load: Load): Promise<LoadResult>
  stop(): Promise<void>
}

/** Starts the generator. */
export function startGenerator(): Generator {
  const child = startNode({ args: [PROGRAM], env: process.env })
  return {
    async load(load) {
      const answer = once(child, 'message')
      child.send(load)
      const [result] = (await answer) as [LoadResult]
      return result
    },
    stop: () => stopProcess(child),
  }
}
